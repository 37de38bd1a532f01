/** Clients that put a running emulator under load, count the results and print how fast it was. */
@NullMarked
package io.github.cloudtasks.benchmarks;

import org.jspecify.annotations.NullMarked;
