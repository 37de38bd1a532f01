package io.github.cloudtasks.cli.tracing;

import static io.github.cloudtasks.cli.tracing.OtlpReceiver.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of the packaged server, which are switched on by its environment. */
class PackagedTracingIT {
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(Map<String, String> environment, String... jvmFlags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmFlags));
        command.addAll(List.of("-jar", Path.of("target", "emulator.jar").toString(), "--port", "0"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("EMULATOR_") || name.startsWith("OTEL_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Calls a method of the API, and returns the address of the emulator. */
    private static String call(Process server) throws Exception {
        String ready = server.inputReader(StandardCharsets.UTF_8).readLine();
        String address = ready.replaceAll(".*(http://\\S+) .*", "$1");
        URI uri = URI.create(address + "/v2/projects/p/locations/us-central1/queues");
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
        return address;
    }

    @Test
    void spans_are_exported_before_the_process_ends() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            Process server = start(Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    receiver.endpoint(),
                    "OTEL_SERVICE_NAME",
                    "tasks of a test",
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "3600000"));
            call(server);
            server.toHandle().destroy();
            assertThat(server.waitFor()).as("SIGTERM").isEqualTo(143);

            Span span = receiver.await(any -> true);
            assertThat(attribute(span, "rpc.method")).isEqualTo("ListQueues");
            assertThat(receiver.services()).containsExactly("tasks of a test");
        }
    }

    @Test
    void without_an_endpoint_the_library_is_not_loaded(@TempDir Path directory) throws Exception {
        Path loaded = directory.resolve("classes");
        Process server = start(Map.of(), "-Xlog:class+load:file=" + loaded);
        call(server);
        server.toHandle().destroy();
        server.waitFor();

        assertThat(Files.readString(loaded))
                .contains("io.github.cloudtasks.cli.Main ")
                .doesNotContain("io.opentelemetry")
                .doesNotContain("java.net.http");
    }

    @Test
    void invalid_variable_ends_the_start_with_a_sentence() throws Exception {
        Process server =
                start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9", "OTEL_TRACES_SAMPLER", "sometimes"));

        assertThat(server.waitFor()).isEqualTo(2);
        assertThat(server.errorReader(StandardCharsets.UTF_8).readLine())
                .startsWith("The OTEL_ variables of the environment are invalid: ")
                .contains("sometimes");
    }
}
