/**
 * Measures several servers in one run and prints their figures side by side.
 * {@link io.github.cloudtasks.benchmarks.compare.Measurement} is what a new measurement implements.
 */
@NullMarked
package io.github.cloudtasks.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
