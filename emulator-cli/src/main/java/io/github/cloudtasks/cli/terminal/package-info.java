/** Terminals and the text that is written to them. */
@NullMarked
package io.github.cloudtasks.cli.terminal;

import org.jspecify.annotations.NullMarked;
