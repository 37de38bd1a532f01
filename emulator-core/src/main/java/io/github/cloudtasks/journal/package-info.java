/** The port through which every change of the stored state leaves the engine, so that it can be kept in a store. */
@NullMarked
package io.github.cloudtasks.journal;

import org.jspecify.annotations.NullMarked;
