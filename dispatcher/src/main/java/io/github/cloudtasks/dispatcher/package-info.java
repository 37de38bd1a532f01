/**
 * Delivers the attempts of push tasks over HTTP/1.1 and reports their outcomes to the engine, which decides what
 * follows. {@link io.github.cloudtasks.dispatcher.HttpDispatcher} is the entry point.
 */
@NullMarked
package io.github.cloudtasks.dispatcher;

import org.jspecify.annotations.NullMarked;
