/** Queues at run time: passive queues that are told the time, and the live queues that add locks and alarms. */
@NullMarked
package io.github.cloudtasks.engine.queue;

import org.jspecify.annotations.NullMarked;
