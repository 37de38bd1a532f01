/** The measurements of {@code benchmarks/compare}, one a class. {@code AllMeasurements} has their list. */
@NullMarked
package io.github.cloudtasks.benchmarks.compare.measurements;

import org.jspecify.annotations.NullMarked;
