/**
 * Immutable values that queues and tasks share: resource names, errors, retry configs, policies. Named as in the API.
 */
@NullMarked
package io.github.cloudtasks.model;

import org.jspecify.annotations.NullMarked;
