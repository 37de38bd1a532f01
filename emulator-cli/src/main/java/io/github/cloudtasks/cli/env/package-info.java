/** The forms in which the variables for clients are printed. */
@NullMarked
package io.github.cloudtasks.cli.env;

import org.jspecify.annotations.NullMarked;
