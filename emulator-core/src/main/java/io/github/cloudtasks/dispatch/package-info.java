/** The interface between the engine and a dispatcher, which delivers the attempts of push queues. */
@NullMarked
package io.github.cloudtasks.dispatch;

import org.jspecify.annotations.NullMarked;
