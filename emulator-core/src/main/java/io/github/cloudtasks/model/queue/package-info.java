/** The immutable records that describe a queue: its settings, targets, limits, state and statistics. */
@NullMarked
package io.github.cloudtasks.model.queue;

import org.jspecify.annotations.NullMarked;
