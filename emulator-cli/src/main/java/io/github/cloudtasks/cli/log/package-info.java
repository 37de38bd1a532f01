/** The log of the program: text or JSON on stderr. */
@NullMarked
package io.github.cloudtasks.cli.log;

import org.jspecify.annotations.NullMarked;
