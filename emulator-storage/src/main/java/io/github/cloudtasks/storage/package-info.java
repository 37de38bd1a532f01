/** The store that keeps the state of the engine in files. */
@NullMarked
package io.github.cloudtasks.storage;

import org.jspecify.annotations.NullMarked;
