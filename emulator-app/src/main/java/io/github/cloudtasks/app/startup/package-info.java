/** Queues that exist from the start: as flags, a queue.yaml or a file of Queue resources ask for them. */
@NullMarked
package io.github.cloudtasks.app.startup;

import org.jspecify.annotations.NullMarked;
