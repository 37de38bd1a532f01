/** The history of the emulator: listeners that keep what the engine has published. */
@NullMarked
package io.github.cloudtasks.server.history;

import org.jspecify.annotations.NullMarked;
