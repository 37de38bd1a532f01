/**
 * The emulator under load and faults: what other clients notice, whether memory, threads and descriptors come back, and
 * whether every task is delivered once. {@link io.github.cloudtasks.benchmarks.soak.Soak} is the entry point.
 */
package io.github.cloudtasks.benchmarks.soak;
