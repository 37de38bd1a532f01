/**
 * Measures the CPU time that a server process spends per CreateTask request, in each API version, next to a server that
 * does nothing with the request.
 */
@NullMarked
package io.github.cloudtasks.benchmarks.cpu;

import org.jspecify.annotations.NullMarked;
