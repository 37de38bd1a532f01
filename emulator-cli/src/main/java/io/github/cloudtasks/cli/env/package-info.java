/** The environment variables with which clients of Cloud Tasks use an emulator, and the files that they name. */
@NullMarked
package io.github.cloudtasks.cli.env;

import org.jspecify.annotations.NullMarked;
