package io.github.cloudtasks.cli.tracing;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.event.TraceContext;
import io.github.cloudtasks.grpc.rpc.CallListener.Transport;
import io.github.cloudtasks.server.EmulatorVersion;
import io.github.cloudtasks.server.settings.UsageException;
import io.github.cloudtasks.server.tracing.Tracer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A tracer that exports the spans of calls and attempts with the OpenTelemetry SDK, configured by the environment
 * variables of OpenTelemetry. Thread-safe. Span times are those of the system, also if the emulator's clock is frozen.
 */
public final class OpenTelemetryTracer implements Tracer, AutoCloseable {
    /** Properties that variables of the environment override. Metrics are at {@code /metrics}. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "cloud-tasks-emulator",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");

    /** The process is killed some ten seconds after it was asked to end. */
    private static final int CLOSE_SECONDS = 2;

    private final OpenTelemetrySdk sdk;
    private final TextMapPropagator propagator;
    private final io.opentelemetry.api.trace.Tracer tracer;

    private OpenTelemetryTracer(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.propagator = sdk.getPropagators().getTextMapPropagator();
        this.tracer = sdk.getTracerProvider().get("io.github.cloudtasks", EmulatorVersion.text());
    }

    /**
     * Starts the SDK.
     *
     * @param properties properties of OpenTelemetry that the environment overrides, in addition to our defaults
     * @throws UsageException if a variable of the environment is invalid
     */
    static OpenTelemetryTracer start(Map<String, String> properties) {
        Map<String, String> defaults = new HashMap<>(DEFAULTS);
        defaults.putAll(properties);
        try {
            return new OpenTelemetryTracer(AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(() -> defaults)
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk());
        } catch (ConfigurationException | IllegalArgumentException e) {
            throw new UsageException("The OTEL_ variables of the environment are invalid: " + e.getMessage() + ".");
        }
    }

    @Override
    public CallSpan start(String method, Transport transport, UnaryOperator<@Nullable String> headers) {
        Context parent = propagator.extract(Context.root(), headers, OpenTelemetryTracer::header);
        int dot = method.lastIndexOf('.');
        String service = method.substring(0, Math.max(dot, 0));
        String name = method.substring(dot + 1);
        Span span = tracer.spanBuilder(service + "/" + name)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("rpc.service", service)
                .setAttribute("rpc.method", name)
                .setAttribute(transport == Transport.GRPC ? "rpc.system" : "network.protocol.name", system(transport))
                .startSpan();
        return new ExportedCallSpan(span, headers(parent.with(span)));
    }

    private static String system(Transport transport) {
        return transport == Transport.GRPC ? "grpc" : "http";
    }

    @Override
    public AttemptSpan startAttempt(Dispatch dispatch, @Nullable TraceContext creation) {
        Context parent = creation == null ? Context.root() : context(creation.headers());
        String queue = dispatch.task().name().queue().toString();
        SpanBuilder builder = tracer.spanBuilder("attempt " + queue.substring(queue.lastIndexOf('/') + 1))
                .setParent(parent)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("cloudtasks.queue", queue)
                .setAttribute("cloudtasks.task", dispatch.task().name().toString())
                .setAttribute("cloudtasks.attempt", (long) dispatch.retryCount() + 1);
        SpanContext own =
                Span.fromContext(context(dispatch.task().payload().headers())).getSpanContext();
        if (own.isValid()) {
            builder.addLink(own);
        }
        Span span = builder.startSpan();
        Map<String, String> headers = own.isValid() ? Map.of() : headers(parent.with(span));
        return new ExportedAttemptSpan(span, headers, dispatch.task().payload());
    }

    private Context context(Map<String, String> headers) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        return propagator.extract(Context.root(), byName::get, OpenTelemetryTracer::header);
    }

    /** Returns a header for a propagator. */
    private static @Nullable String header(@Nullable UnaryOperator<@Nullable String> headers, String name) {
        return headers == null ? null : headers.apply(name.toLowerCase(Locale.ROOT));
    }

    /** Returns the headers that pass a context on. */
    private Map<String, String> headers(Context context) {
        Map<String, String> headers = new HashMap<>();
        propagator.inject(context, headers, (carrier, name, value) -> {
            if (carrier != null) {
                carrier.put(name, value);
            }
        });
        return headers;
    }

    /** Exports the spans that have ended. Waits for two seconds at most. */
    @Override
    public void close() {
        sdk.getSdkTracerProvider().shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
