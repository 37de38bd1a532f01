/** The commands of the command line, such as {@code emulator attempts}. */
@NullMarked
package io.github.cloudtasks.cli.verbs;

import org.jspecify.annotations.NullMarked;
