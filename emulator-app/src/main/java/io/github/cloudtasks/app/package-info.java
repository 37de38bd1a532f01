/** The composition root: wires the parts into one process behind one port, and reads the command line. */
@NullMarked
package io.github.cloudtasks.app;

import org.jspecify.annotations.NullMarked;
