/** Clients that send many requests, targets that receive many tasks, and what both have counted. */
@NullMarked
package io.github.cloudtasks.benchmarks.load;

import org.jspecify.annotations.NullMarked;
