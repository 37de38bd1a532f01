/** Creates the queues that exist from the start, from flags, a queue.yaml or a file of Queue resources. */
@NullMarked
package io.github.cloudtasks.server.startup;

import org.jspecify.annotations.NullMarked;
