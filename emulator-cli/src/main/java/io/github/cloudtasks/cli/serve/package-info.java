/** The start of the server in this process, with the lines that announce it. */
@NullMarked
package io.github.cloudtasks.cli.serve;

import org.jspecify.annotations.NullMarked;
