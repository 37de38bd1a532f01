/** JMH benchmarks of the engine without transports and dispatcher. */
@NullMarked
package io.github.cloudtasks.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
