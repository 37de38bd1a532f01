/**
 * The response times of a normal caller while other clients attack the emulator.
 * {@link io.github.cloudtasks.benchmarks.interference.Interference} is the entry point.
 */
package io.github.cloudtasks.benchmarks.interference;
