package io.github.cloudtasks.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The end of an HTTP/1.1 request body (RFC 9112, section 6). A second request is in every body: a server that finds
 * another end than a proxy in front of it would process it (request smuggling).
 */
@Tag("documented")
final class RequestFramingTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";
    private static final String SMUGGLED = "GET " + QUEUE + " HTTP/1.1\nHost: localhost\n\n";

    private static final FakeApiVersion api = new FakeApiVersion();
    private static LoopbackRestServer server;

    @BeforeAll
    static void open() {
        server = new LoopbackRestServer(api.version());
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void forget() {
        api.forget();
        api.respondTo("GetQueue", Queue.getDefaultInstance());
        api.respondTo("CreateTask", Task.getDefaultInstance());
    }

    /** Checks that only the rejection is received before the connection ends, and that nothing was called. */
    private static void assertRejected(String request, int status) throws IOException {
        try (RawHttpClient client = server.connect()) {
            RawHttpClient.Response response = client.raw(request).receive("POST");

            assertThat(response.status()).as(request).isEqualTo(status);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(response.header("content-type")).isEqualTo("application/json; charset=UTF-8");
            assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(response.body())
                    .contains("\"code\": " + status)
                    .contains("\"status\": \"" + (status == 501 ? "UNIMPLEMENTED" : "INVALID_ARGUMENT") + "\"");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(api.lastRequest()).isNull();
    }

    private static String post(String version, String headers, String body) {
        return "POST " + QUEUE + "/tasks " + version + "\nHost: localhost\n" + headers.replace("|", "\n") + "\n\n"
                + body;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "foo; 400",
                "identity; 400",
                "gzip; 400",
                "chunked, gzip; 400",
                "chunked, identity; 400",
                "chunked, chunked; 400",
                "gzip, chunked, chunked; 400",
                "chunked,; 400",
                "chunked x; 400",
                "xchunked; 400",
                "x chunked; 400",
                "'\"chunked\"'; 400",
                "''; 400",
                "'\t'; 400",
                "gzip, chunked; 501",
                "identity, chunked; 501",
                "Foo ,\tChunked; 501",
                "chunked|Transfer-Encoding: gzip; 400",
                "chunked|Transfer-Encoding: chunked; 400",
                "gzip|Transfer-Encoding: chunked; 501",
                "foo|Transfer-Encoding: chunked; 501",
                "foo|Transfer-Encoding: bar; 400"
            })
    void other_transfer_encoding_than_chunked_is_rejected(String value, int status) throws IOException {
        String encoding = "Transfer-Encoding: " + value;
        for (String body : new String[] {"", SMUGGLED, "0\n\n" + SMUGGLED, "2\n{}\n0\n\n" + SMUGGLED}) {
            assertRejected(post("HTTP/1.1", encoding, body), status);
        }
        assertRejected(post("HTTP/1.1", encoding.replace("Transfer-Encoding", "transfer-ENCODING"), SMUGGLED), status);
        assertRejected("GET " + QUEUE + " HTTP/1.1\nHost: localhost\n" + encoding.replace("|", "\n") + "\n\n", status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked|Content-Length: 2",
                "Content-Length: 2|Transfer-Encoding: chunked",
                "Content-Length: 0|Transfer-Encoding: chunked",
                "Content-Length: 2|Transfer-Encoding: foo",
                "Content-Length: 2|Transfer-Encoding: identity",
                "Transfer-Encoding: chunked, gzip|Content-Length: 2",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding\t: chunked",
                " Transfer-Encoding: chunked",
                "X: y| Transfer-Encoding: chunked|Content-Length : 2",
                "Content-Length: 2, 3",
                "Content-Length: +2",
                "Content-Length: 0x2",
                "Content-Length: 2|Content-Length: 3"
            })
    void conflicting_or_damaged_framing_is_rejected(String headers) throws IOException {
        for (String body : new String[] {"{}" + SMUGGLED, "2\n{}\n0\n\n" + SMUGGLED}) {
            assertRejected(post("HTTP/1.1", headers, body), 400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "foo", "gzip, chunked", "identity"})
    void http_1_0_has_no_transfer_encoding(String value) throws IOException {
        for (String others : new String[] {"", "|Connection: keep-alive", "|Content-Length: 2"}) {
            assertRejected(post("HTTP/1.0", "Transfer-Encoding: " + value + others, "{}" + SMUGGLED), 400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "Chunked", "CHUNKED ", "\tchunked"})
    void chunked_body_ends_with_its_last_chunk(String value) throws IOException {
        try (RawHttpClient client = server.connect()) {
            client.raw(post("HTTP/1.1", "Transfer-Encoding: " + value, "c\n{\"task\": {}}\n0\n\n" + SMUGGLED));

            assertThat(client.receive("POST").status()).isEqualTo(200);
            assertThat(client.receive("GET").status()).isEqualTo(200);
        }
    }
}
