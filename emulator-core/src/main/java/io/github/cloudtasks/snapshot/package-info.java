/** Snapshots: states of the engine that are saved under names, and the port to the place where they are kept. */
@NullMarked
package io.github.cloudtasks.snapshot;

import org.jspecify.annotations.NullMarked;
