/**
 * Targets and clients that misbehave. Each is a {@link io.github.cloudtasks.benchmarks.soak.fault.Fault}, and runs in a
 * {@link io.github.cloudtasks.benchmarks.soak.fault.FaultProcess} of its own.
 */
package io.github.cloudtasks.benchmarks.soak.fault;
