/** Running a command beside an emulator: its process, its signals and its exit code. */
@NullMarked
package io.github.cloudtasks.cli.exec;

import org.jspecify.annotations.NullMarked;
