/**
 * Sends random requests to a running emulator over gRPC and REST and reports every answer that a server must not give.
 * See {@link io.github.cloudtasks.benchmarks.fuzz.Fuzz}.
 */
@NullMarked
package io.github.cloudtasks.benchmarks.fuzz;

import org.jspecify.annotations.NullMarked;
