/** Files of the user: reading of those that settings name, and the directory for data. */
@NullMarked
package io.github.cloudtasks.server.files;

import org.jspecify.annotations.NullMarked;
