/** The clock of the engine: timelines with alarms, and arithmetic on timestamps. */
@NullMarked
package io.github.cloudtasks.time;

import org.jspecify.annotations.NullMarked;
