/** A client of the control API of a running emulator. */
@NullMarked
package io.github.cloudtasks.cli.control;

import org.jspecify.annotations.NullMarked;
