/**
 * The metrics at {@code /metrics}. Counting uses plain counters; the Prometheus library is loaded by the first scrape.
 */
@NullMarked
package io.github.cloudtasks.server.metrics;

import org.jspecify.annotations.NullMarked;
