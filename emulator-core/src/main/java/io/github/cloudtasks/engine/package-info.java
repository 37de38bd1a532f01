/** The service itself: passive queues that are told the time, a live shell around each, and one façade. */
@NullMarked
package io.github.cloudtasks.engine;

import org.jspecify.annotations.NullMarked;
