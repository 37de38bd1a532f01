/** The immutable records that describe a task: its payload, attempts, outcomes, leases and batch operations. */
@NullMarked
package io.github.cloudtasks.model.task;

import org.jspecify.annotations.NullMarked;
