/** The log of attempts: what was sent to targets and what they responded. */
@NullMarked
package io.github.cloudtasks.dispatcher.attempts;

import org.jspecify.annotations.NullMarked;
