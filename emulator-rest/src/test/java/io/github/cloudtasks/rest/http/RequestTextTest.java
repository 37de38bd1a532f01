package io.github.cloudtasks.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.LoopbackRestServer;
import io.github.cloudtasks.rest.RawHttpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of requests: well-formed UTF-8 in paths, queries, forms and bodies, one host, and a version of HTTP. */
final class RequestTextTest {
    private static final String QUEUES = "/v2beta2/projects/p/locations/l/queues/";

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
    }

    private static RawHttpClient.Response send(byte[] request) throws IOException {
        try (RawHttpClient client = server.connect()) {
            return client.raw(request).receive("GET");
        }
    }

    /** Returns bytes in which each {@code ?} is replaced by the bytes in hex. */
    private static byte[] with(String hex, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
            if (b == '~') {
                bytes.writeBytes(HexFormat.of().parseHex(hex));
            } else {
                bytes.write(b);
            }
        }
        return bytes.toByteArray();
    }

    private static String escaped(String hex) {
        return hex.replaceAll("..", "%$0");
    }

    /** Overlong forms, truncated sequences, surrogates, code points that do not exist, and bytes that never occur. */
    static Stream<String> malformed() {
        return Stream.of(
                "c181", "c080", "c0af", "e08181", "f0808181", "80", "c3", "e282", "eda080", "f4908080", "fe", "ff");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    @Tag("inferred")
    void malformed_utf8_in_a_path_or_query_is_rejected(String hex) throws IOException {
        String head = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (String place :
                new String[] {QUEUES + "~", QUEUES + "a~b:pause", "/~", QUEUES + "q?fields=~", "/?~=1", "/a?b&~"}) {
            assertRejected(send(with("", "GET " + place.replace("~", escaped(hex)) + head)));
            assertRejected(send(with(hex, "GET " + place + head)));
        }
        assertThat(api.lastRequest()).isNull();
    }

    private static void assertRejected(RawHttpClient.Response response) {
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("content-type")).isEqualTo("application/json; charset=UTF-8");
        assertThat(response.body()).contains("\"status\": \"INVALID_ARGUMENT\"");
    }

    @ParameterizedTest
    @CsvSource({"c3bc,ü", "e282ac,€", "f09f9880,😀", "41,A"})
    @Tag("inferred")
    void utf8_in_a_path_is_decoded_whether_it_is_escaped_or_not(String hex, String text) throws IOException {
        String head = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (byte[] request : new byte[][] {
            with("", "GET " + QUEUES + "x" + escaped(hex) + head), with(hex, "GET " + QUEUES + "x~" + head)
        }) {
            api.forget();
            send(request);
            assertThat(((GetQueueRequest) api.lastRequest()).getName()).endsWith("/queues/x" + text);
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    @Tag("inferred")
    void malformed_utf8_in_a_body_is_rejected(String hex) throws IOException {
        byte[] json = with(hex, "{\"task\": {\"name\": \"~\"}}");
        byte[] protobuf = CreateTaskRequest.newBuilder().setParent("ab").build().toByteArray();
        protobuf[2] = (byte) 0xc1;
        protobuf[3] = (byte) 0x81;

        assertRejected(post("application/json", json));
        assertRejected(post("text/plain", json));
        assertRejected(post("application/x-www-form-urlencoded", json));
        assertRejected(post("application/x-protobuf", protobuf));
        assertRejected(post("application/x-www-form-urlencoded", with(hex, "parent=~")));
        assertRejected(post("application/x-www-form-urlencoded", with("", "parent=" + escaped(hex))));
        assertThat(api.lastRequest()).isNull();
    }

    private static RawHttpClient.Response post(String type, byte[] body) throws IOException {
        try (RawHttpClient client = server.connect()) {
            return client.raw("POST " + QUEUES + "q/tasks HTTP/1.1\nHost: localhost\nContent-Type: " + type
                            + "\nContent-Length: " + body.length + "\n\n")
                    .raw(body)
                    .receive("POST");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: localhost\nHost: localhost\n",
                "Host: localhost\nHost: evil.example\n",
                "Host:\n",
                "Host: a b\n",
                "Host: user@localhost\n",
                "Host: localhost:99999\n",
                "Host: localhost:x\n",
                "Host: a,b\n",
                "Host: a/b\n",
                "Host: [::1\n"
            })
    @Tag("documented")
    void request_without_exactly_one_well_formed_host_is_rejected(String host) throws IOException {
        try (RawHttpClient client = server.connect()) {
            RawHttpClient.Response response =
                    client.raw("GET " + QUEUES + "q HTTP/1.1\n" + host + "\n").receive("GET");
            assertRejected(response);
            assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(api.lastRequest()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: localhost\n", "Host: LOCALHOST:8123\n", "Host: tasks:1\n"})
    @Tag("documented")
    void http_1_0_needs_no_host(String host) throws IOException {
        try (RawHttpClient client = server.connect()) {
            assertThat(client.raw("GET " + QUEUES + "q HTTP/1.0\n" + host + "\n")
                            .receive("GET")
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/9.9,505",
        "HTTP/0.9,505",
        "HTTP/2.0,505",
        "HTTP/1.2,505",
        "HTTP/3.0,505",
        "HTTPS/1.1,400",
        "ICY/1.0,400"
    })
    @Tag("documented")
    void other_version_of_http_is_rejected(String version, int status) throws IOException {
        RawHttpClient.Response response =
                send(with("", "GET " + QUEUES + "q " + version + "\r\nHost: localhost\r\n\r\n"));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.body()).contains("\"error\": {").contains("\"code\": " + response.status());
        assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(api.lastRequest()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8123,evil.example,200",
        "HTTP://tasks,tasks,200",
        "http://evil.example,localhost,403",
        "http://evil.example,evil.example,403",
        "http://user@localhost,localhost,400",
        "http://,localhost,400",
        "http://localhost:x,localhost,400",
        "ftp://localhost,localhost,400",
    })
    @Tag("documented")
    void authority_of_a_url_as_target_counts(String url, String host, int status) throws IOException {
        assertThat(send(with("", "GET " + url + QUEUES + "q HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                        .status())
                .isEqualTo(status);
    }
}
