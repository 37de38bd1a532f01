/** Checks of a running emulator, of the environment of its clients, and of the targets of its tasks. */
@NullMarked
package io.github.cloudtasks.cli.doctor;

import org.jspecify.annotations.NullMarked;
