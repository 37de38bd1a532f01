/** Reading of files that the user named in settings. */
@NullMarked
package io.github.cloudtasks.server.files;

import org.jspecify.annotations.NullMarked;
