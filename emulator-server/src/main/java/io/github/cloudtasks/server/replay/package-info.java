/** Replays: new tasks that repeat others. */
@NullMarked
package io.github.cloudtasks.server.replay;

import org.jspecify.annotations.NullMarked;
