/** Pure functions that validate requests and complete them to stored queues and tasks. */
@NullMarked
package io.github.cloudtasks.engine.rules;

import org.jspecify.annotations.NullMarked;
