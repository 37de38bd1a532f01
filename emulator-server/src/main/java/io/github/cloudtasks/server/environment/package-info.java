/** The environment variables with which unmodified clients use an emulator, and the files that they name. */
@NullMarked
package io.github.cloudtasks.server.environment;

import org.jspecify.annotations.NullMarked;
