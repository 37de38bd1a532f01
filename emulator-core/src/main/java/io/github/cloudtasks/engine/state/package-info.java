/** Snapshots of queues with their tasks, and how they are restored. */
@NullMarked
package io.github.cloudtasks.engine.state;

import org.jspecify.annotations.NullMarked;
