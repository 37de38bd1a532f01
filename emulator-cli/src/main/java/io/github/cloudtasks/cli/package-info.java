/** The command-line program: main, help, health check, and the AOT training that shortens its start. */
@NullMarked
package io.github.cloudtasks.cli;

import org.jspecify.annotations.NullMarked;
