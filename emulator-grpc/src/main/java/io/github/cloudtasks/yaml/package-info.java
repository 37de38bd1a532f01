/** The syntax of YAML, for what a user hands to the emulator: a queue.yaml, or a file of queues. */
@NullMarked
package io.github.cloudtasks.yaml;

import org.jspecify.annotations.NullMarked;
