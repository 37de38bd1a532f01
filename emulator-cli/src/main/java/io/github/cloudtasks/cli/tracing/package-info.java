/** Traces with OpenTelemetry. The library is loaded only if an OTLP endpoint is set in the environment. */
@NullMarked
package io.github.cloudtasks.cli.tracing;

import org.jspecify.annotations.NullMarked;
