/** A timeline tells the time and wakes; one follows the system's clock, one moves only when told to. */
@NullMarked
package io.github.cloudtasks.time;

import org.jspecify.annotations.NullMarked;
