/** The events of the engine, and the interface through which it publishes them to listeners. */
@NullMarked
package io.github.cloudtasks.event;

import org.jspecify.annotations.NullMarked;
