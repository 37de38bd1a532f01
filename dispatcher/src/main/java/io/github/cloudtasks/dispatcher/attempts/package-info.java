/** The log of attempts. */
@NullMarked
package io.github.cloudtasks.dispatcher.attempts;

import org.jspecify.annotations.NullMarked;
