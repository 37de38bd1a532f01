/** Measures what an open console costs, and how long a page of a search takes. */
@NullMarked
package io.github.cloudtasks.benchmarks.console;

import org.jspecify.annotations.NullMarked;
