package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of HTTP/1.1 connections in REST requests over HTTP/2 (RFC 9113, section 8.2.2). Netty rejects them. */
@Tag("documented")
class ConnectionHeadersOverHttp2Test {
    private static final String QUEUES = "/v2/projects/p/locations/us-central1/queues";
    private static final String NEW_QUEUE = "{\"name\": \"projects/p/locations/us-central1/queues/new\"}";

    private static CloudTasksEmulator emulator;

    @BeforeAll
    static void start() throws Exception {
        emulator = new CloudTasksEmulator(EmulatorSettings.builder().build()).start();
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private static RawHttp2Client.Response create(String header) throws Exception {
        try (RawHttp2Client client = new RawHttp2Client(emulator.port())) {
            return client.send(
                    NEW_QUEUE,
                    ":method: POST",
                    ":scheme: http",
                    ":path: " + QUEUES,
                    ":authority: localhost",
                    "content-type: application/json",
                    header);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transfer-encoding: chunked",
                "transfer-encoding: foo",
                "transfer-encoding: gzip, chunked",
                "transfer-encoding: identity",
                "transfer-encoding: ",
                "connection: close",
                "connection: keep-alive",
                "keep-alive: timeout=5",
                "proxy-connection: close",
                "upgrade: h2c",
                "te: gzip"
            })
    void request_with_a_header_of_the_connection_is_malformed(String header) throws Exception {
        assertThatThrownBy(() -> create(header)).hasMessageContaining("The stream was reset.");
        try (RawHttp2Client client = new RawHttp2Client(emulator.port())) {
            assertThat(client.send(
                                    "",
                                    ":method: GET",
                                    ":scheme: http",
                                    ":path: " + QUEUES + "/new",
                                    ":authority: localhost")
                            .status())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"te: trailers", "te: Trailers", "trailer: x", "connections: 1"})
    void other_headers_are_accepted(String header) throws Exception {
        String missing = QUEUES + "/missing";
        try (RawHttp2Client client = new RawHttp2Client(emulator.port())) {
            assertThat(client.send(
                                    "",
                                    ":method: GET",
                                    ":scheme: http",
                                    ":path: " + missing,
                                    ":authority: localhost",
                                    header)
                            .status())
                    .isEqualTo(404);
        }
    }
}
