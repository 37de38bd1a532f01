/** The search over the tasks in queues and those that are kept after their end. */
@NullMarked
package io.github.cloudtasks.server.search;

import org.jspecify.annotations.NullMarked;
