/**
 * Batches of REST requests in one request, {@code POST /batch}. {@link io.github.cloudtasks.rest.batch.BatchEndpoint}
 * is the entry point.
 */
@NullMarked
package io.github.cloudtasks.rest.batch;

import org.jspecify.annotations.NullMarked;
