/** Kills of the emulator under load, and checks of what its data directory has kept. */
@NullMarked
package io.github.cloudtasks.benchmarks.crash;

import org.jspecify.annotations.NullMarked;
