/**
 * Distributed traces: which call has created a task, and a span for each attempt. The package has no tracing library:
 * the program supplies one with a {@link io.github.cloudtasks.server.tracing.Tracer}.
 */
@NullMarked
package io.github.cloudtasks.server.tracing;

import org.jspecify.annotations.NullMarked;
