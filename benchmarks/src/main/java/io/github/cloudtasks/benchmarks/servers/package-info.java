/** The servers that are measured, as processes of their own: how they start, and what the operating system counts. */
@NullMarked
package io.github.cloudtasks.benchmarks.servers;

import org.jspecify.annotations.NullMarked;
