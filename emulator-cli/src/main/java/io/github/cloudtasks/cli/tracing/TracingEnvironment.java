package io.github.cloudtasks.cli.tracing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides by the standard variables of OpenTelemetry whether traces are exported, without loading the library. */
public final class TracingEnvironment {
    private static final Logger log = LoggerFactory.getLogger(TracingEnvironment.class);

    private static final String TRACES_PROTOCOL = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL";
    private static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private static final String HTTP_PROTOBUF = "http/protobuf";

    private TracingEnvironment() {}

    /**
     * Returns a tracer if {@code OTEL_EXPORTER_OTLP_ENDPOINT} or {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT} is set;
     * otherwise null. {@code OTEL_SDK_DISABLED=true} switches traces off. The other variables of OpenTelemetry apply
     * too.
     *
     * @throws io.github.cloudtasks.server.settings.UsageException if a variable of OpenTelemetry is invalid
     */
    public static @Nullable OpenTelemetryTracer tracer(Map<String, String> environment) {
        if (!isOn(environment)) {
            return null;
        }
        String protocol = protocol(environment);
        if (!protocol.equals(HTTP_PROTOBUF)) {
            log.warn(
                    "No traces are exported: OTLP over {} is not supported. Set {}={} and the endpoint of that protocol, "
                            + "usually with port 4318.",
                    protocol,
                    environment.containsKey(TRACES_PROTOCOL) ? TRACES_PROTOCOL : PROTOCOL,
                    HTTP_PROTOBUF);
            return null;
        }
        return OpenTelemetryTracer.start(Map.of());
    }

    private static boolean isOn(Map<String, String> environment) {
        boolean disabled =
                value(environment, "OTEL_SDK_DISABLED").toLowerCase(Locale.ROOT).equals("true")
                        || value(environment, "OTEL_TRACES_EXPORTER").equals("none");
        return !disabled
                && List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").stream()
                        .anyMatch(name -> !value(environment, name).isEmpty());
    }

    private static String protocol(Map<String, String> environment) {
        String protocol = value(environment, TRACES_PROTOCOL);
        protocol = protocol.isEmpty() ? value(environment, PROTOCOL) : protocol;
        return protocol.isEmpty() ? HTTP_PROTOBUF : protocol;
    }

    private static String value(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").strip();
    }
}
