package io.github.cloudtasks.cli.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TracingEnvironmentTest {
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private static final String TRACES_PROTOCOL = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL";
    private static final String URL = "http://127.0.0.1:9";

    static Stream<Map<String, String>> environmentsWithTraces() {
        return Stream.of(
                Map.of(ENDPOINT, URL),
                Map.of(TRACES_ENDPOINT, URL + "/v1/traces"),
                Map.of(ENDPOINT, URL, PROTOCOL, "http/protobuf"),
                Map.of(ENDPOINT, URL, PROTOCOL, "grpc", TRACES_PROTOCOL, "http/protobuf"),
                Map.of(ENDPOINT, URL, "OTEL_SDK_DISABLED", "false"),
                Map.of(ENDPOINT, URL, "OTEL_TRACES_EXPORTER", "otlp"));
    }

    @ParameterizedTest
    @MethodSource("environmentsWithTraces")
    void traces_are_exported(Map<String, String> environment) {
        try (OpenTelemetryTracer tracer = TracingEnvironment.tracer(environment)) {
            assertThat(tracer).isNotNull();
        }
    }

    static Stream<Map<String, String>> environmentsWithoutTraces() {
        return Stream.of(
                Map.of(),
                Map.of(ENDPOINT, ""),
                Map.of(ENDPOINT, " "),
                Map.of("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", URL),
                Map.of(ENDPOINT, URL, "OTEL_SDK_DISABLED", "TRUE"),
                Map.of(ENDPOINT, URL, "OTEL_TRACES_EXPORTER", "none"),
                Map.of(ENDPOINT, URL, PROTOCOL, "grpc"),
                Map.of(ENDPOINT, URL, PROTOCOL, "http/json"),
                Map.of(ENDPOINT, URL, PROTOCOL, "http/protobuf", TRACES_PROTOCOL, "grpc"));
    }

    @ParameterizedTest
    @MethodSource("environmentsWithoutTraces")
    void no_traces_are_exported(Map<String, String> environment) {
        assertThat(TracingEnvironment.tracer(environment)).isNull();
    }
}
