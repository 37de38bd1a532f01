/** A client that loads an emulator, counts what comes back and says how fast it was. */
@NullMarked
package io.github.cloudtasks.benchmarks;

import org.jspecify.annotations.NullMarked;
