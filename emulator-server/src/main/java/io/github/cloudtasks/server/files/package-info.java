/**
 * Files of the user: reading of those that settings name, and the directory for data, with files that others cannot
 * change.
 */
@NullMarked
package io.github.cloudtasks.server.files;

import org.jspecify.annotations.NullMarked;
