/** Queues with their tasks outside of the engine: exported, to be restored, or the whole state of the engine. */
@NullMarked
package io.github.cloudtasks.engine.state;

import org.jspecify.annotations.NullMarked;
