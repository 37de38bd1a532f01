package io.github.cloudtasks.rest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.proto.v2beta2.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.rest.RouterFixture;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Batches of requests.
 *
 * @see <a href="https://cloud.google.com/compute/docs/api/how-tos/batch">Batching requests</a>
 */
final class BatchEndpointTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/";
    private static final String TYPE = "multipart/mixed; boundary=b";
    private static final String HTTP = "Content-Type: application/http\r\n";

    private final RouterFixture router = new RouterFixture();
    private final List<String> called = new ArrayList<>();

    @BeforeEach
    void queues_with_their_own_names() {
        router.api.respondTo("GetQueue", request -> {
            String name = ((GetQueueRequest) request).getName();
            called.add(name.substring(name.lastIndexOf('/') + 1));
            if (name.endsWith("missing")) {
                throw new ApiException(ApiException.Code.NOT_FOUND, "no queue");
            }
            return Queue.newBuilder().setName(name).build();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/batch", "/batch/cloudtasks/v2", "/batch/cloudtasks"})
    @Tag("documented")
    void responses_are_in_order_and_have_the_content_ids(String path) {
        RouterFixture.Response response = post(
                path,
                TYPE,
                part(HTTP + "Content-ID: <item1:12930812@barnyard.example.com>\r\n", "GET " + QUEUE + "a?pp=0")
                        + part(HTTP + "Content-ID: <x + 2>\r\n", "GET " + QUEUE + "missing HTTP/1.1\r\nAccept: */*")
                        + part(HTTP + "content-id: 3\r\n", "GET " + QUEUE + "c?fields=state HTTP/1.1")
                        + part(HTTP, "GET " + QUEUE + "d?alt=json&fields=state HTTP/1.1")
                        + "--b--\r\n");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.contentType()).matches("multipart/mixed; boundary=batch_[0-9a-f-]+");
        assertThat(called).containsExactly("a", "missing", "c", "d");
        String boundary = response.contentType().replaceFirst(".*=", "");
        assertThat(response.body().replace(boundary, "B"))
                .isEqualTo("""
                        --B
                        Content-Type: application/http
                        Content-ID: <response-item1:12930812@barnyard.example.com>

                        HTTP/1.1 200 OK
                        Content-Type: application/json; charset=UTF-8
                        Content-Length: 42

                        {"name":"projects/p/locations/l/queues/a"}
                        --B
                        Content-Type: application/http
                        Content-ID: <response-x + 2>

                        HTTP/1.1 404 Not Found
                        Content-Type: application/json; charset=UTF-8
                        Content-Length: 91

                        {|  "error": {|    "code": 404,|    "message": "no queue",|    "status": "NOT_FOUND"|  }|}|
                        --B
                        Content-Type: application/http
                        Content-ID: response-3

                        HTTP/1.1 200 OK
                        Content-Type: application/json; charset=UTF-8
                        Content-Length: 3

                        {}|
                        --B
                        Content-Type: application/http

                        HTTP/1.1 200 OK
                        Content-Type: application/json; charset=UTF-8
                        Content-Length: 3

                        {}|
                        --B--
                        """.replace("\n", "\r\n").replace('|', '\n'));
    }

    /**
     * The requests are those that the clients of PHP, Java, .NET and Python send, and the example of the documentation.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST %s HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"name\":\"qq\"}",
                "POST %s HTTP/1.1\nContent-Type: application/json\nMIME-Version: 1.0\nHost: \ncontent-length: 13\n\n{\"name\":\"qq\"}",
                "POST %s HTTP/1.1\nhost:x\r\ncontent-type:application/json\r\n\n{\"name\":\"qq\"}\n\n",
                "POST https://cloudtasks.googleapis.com%s HTTP/1.1\r\nContent-Length: 13\r\n\r\n{\"name\":\"qq\"}",
                "POST https://cloudtasks.googleapis.com%s\r\n\r\n{\"name\":\"qq\"}\r\n",
                "POST %s\nContent-Type: application/json\n\n{\n  \"name\":\"qq\"\n}\n",
                "\r\nPOST  %s  HTTP/1.1 \r\nX-Folded: a\r\n b\r\n\r\n{\"name\":\"qq\"}",
                "POST %s HTTP/1.1\nContent-Length: 2\n\n{\"name\":\"qq\"}",
            })
    @Tag("documented")
    void requests_of_all_clients_are_read(String request) {
        router.api.respondTo("CreateQueue", message -> {
            called.add(message.toString());
            return Queue.getDefaultInstance();
        });
        String path = QUEUE.substring(0, QUEUE.length() - 1);
        String content = "--b" + (request.contains("\r\n") ? "\r\n" : "\n")
                + "Content-Type: application/http\nContent-Transfer-Encoding: binary\nMIME-Version: 1.0\n\n"
                + request.formatted(path) + "\n";
        RouterFixture.Response response = post("/batch", TYPE, content + "--b--");

        assertThat(response.body()).contains("HTTP/1.1 200 OK\r\n");
        assertThat(called).singleElement().asString().contains("name: \"qq\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2beta2/projects/p/locations/l/queues/a", QUEUE + "a", "http://x" + QUEUE + "a"})
    @Tag("inferred")
    void target_may_be_relative_or_absolute(String target) {
        assertThat(get(target).body()).contains("HTTP/1.1 200 OK");
        assertThat(called).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/mixed; boundary=\"b\"",
                "MULTIPART/MIXED;BOUNDARY=b",
                "multipart/mixed; charset=utf-8; boundary = \"b\" ; x=y",
            })
    @Tag("documented")
    void boundary_may_be_quoted(String type) {
        assertThat(post("/batch", type, "preamble\n" + part(HTTP, "GET " + QUEUE + "a") + "--b--\r\nepilogue")
                        .status())
                .isEqualTo(200);
        assertThat(called).containsExactly("a");
    }

    @Test
    @Tag("documented")
    void headers_of_the_batch_apply_to_requests_without_them() {
        router.send(
                "POST",
                "/batch",
                (part(HTTP, "GET " + QUEUE + "a?pp=0\r\nX-Goog-FieldMask: state") + "--b--")
                        .getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                TYPE,
                "X-Goog-FieldMask",
                "bogus");
        assertThat(called).containsExactly("a");
        RouterFixture.Response inherited = router.send(
                "POST",
                "/batch",
                (part(HTTP, "GET " + QUEUE + "b?pp=0") + "--b--").getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                TYPE,
                "X-Goog-FieldMask",
                "state");
        assertThat(inherited.body()).contains("\r\n\r\n{}\r\n");
    }

    @Test
    @Tag("inferred")
    void content_headers_of_the_batch_do_not_apply_to_its_requests() {
        get("x");
        post("/batch", TYPE, part(HTTP, "POST " + QUEUE + "q/tasks:buffer\r\nX-Own: 1\r\n\r\nhello") + "--b--");
        assertThat(router.api.lastBuffered().headers())
                .containsEntry("X-Own", "1")
                .doesNotContainKeys("Content-Type", "Content-Length");
        assertThat(router.api.lastBuffered().body().toByteArray()).asString().isEqualTo("hello");
    }

    @Test
    @Tag("inferred")
    void request_body_of_a_part_may_be_compressed() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--b\r\n" + HTTP + "\r\nPOST " + QUEUE + "q/tasks:buffer\r\nContent-Encoding: gzip\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
            gzip.write("hello".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(
                ("\r\n" + part(HTTP, "POST " + QUEUE + "q/tasks:buffer\r\nContent-Encoding: br\r\n\r\nx") + "--b--\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        RouterFixture.Response response = router.send("POST", "/batch", body.toByteArray(), "Content-Type", TYPE);

        assertThat(router.api.lastBuffered().body().toByteArray()).asString().isEqualTo("hello");
        assertThat(response.body())
                .contains("HTTP/1.1 200 OK", "HTTP/1.1 400 Bad Request", "unknown Content-Encoding br");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v2beta2/nothing, 404 Not Found, No method of this API matches GET /v2beta2/nothing",
        "GET /emulator/v1/state, 404 Not Found, No method of this API matches",
        "'GET " + QUEUE
                + "a?callback=f', 400 Bad Request, 'JSONP is not available in a batch, whose response is not a script'",
        "'GET " + QUEUE + "a HTTP/9.9', 505 HTTP Version Not Supported, 'The version of HTTP must be 1.0, 1.1 or 2.'",
        "'GET " + QUEUE + "a HTTP/1.2', 505 HTTP Version Not Supported, '\"code\": 505'",
        "'GET " + QUEUE + "a HTTP/2.0', 505 HTTP Version Not Supported, '\"status\": \"UNIMPLEMENTED\"'",
        "'GET " + QUEUE + "a HTTP/0.9', 505 HTTP Version Not Supported, '\"code\": 505'",
        "'GET " + QUEUE + "a HTTP/11.1', 505 HTTP Version Not Supported, '\"code\": 505'",
        "'GET " + QUEUE + "a?bogus=1', 400 Bad Request, Unknown name",
        "'GET " + QUEUE + "a?alt=xml', 400 Bad Request, Invalid value",
        "'GET " + QUEUE + "missing', 404 Not Found, no queue",
    })
    @Tag("inferred")
    void error_of_a_request_stays_in_its_part(String request, String status, String message) {
        RouterFixture.Response response =
                post("/batch", TYPE, part(HTTP, request) + part(HTTP, "GET " + QUEUE + "b") + "--b--");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).contains("HTTP/1.1 " + status + "\r\n", message, "HTTP/1.1 200 OK");
        assertThat(called).contains("b").doesNotContain("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " HTTP/1.1", " HTTP/1.0"})
    @Tag("inferred")
    void request_line_may_have_a_known_version(String version) {
        assertThat(post("/batch", TYPE, part(HTTP, "GET " + QUEUE + "a" + version) + "--b--")
                        .body())
                .contains("HTTP/1.1 200 OK");
        assertThat(called).containsExactly("a");
    }

    @Test
    @Tag("documented")
    void system_parameters_and_other_transports_work_in_parts() {
        RouterFixture.Response response = post(
                "/batch",
                TYPE,
                part(HTTP, "GET " + QUEUE + "a?alt=sse")
                        + part(HTTP, "POST " + QUEUE + "b?$httpMethod=GET&pp=0")
                        + part(HTTP, "POST " + QUEUE + "c?pp=0\r\nX-HTTP-Method-Override: GET")
                        + part(
                                HTTP,
                                "POST /$rpc/google.cloud.tasks.v2beta2.CloudTasks/GetQueue?pp=0\r\n\r\n{\"name\":\"d\"}")
                        + "--b--");
        assertThat(response.body()).contains("data: {\"name\":", "queues/b\"}", "queues/c\"}", "{\"name\":\"d\"}");
        assertThat(called).containsExactly("a", "b", "c", "d");
    }

    @Test
    @Tag("documented")
    void batch_of_1000_requests_is_processed() {
        RouterFixture.Response response =
                post("/batch", TYPE, part(HTTP, "GET " + QUEUE + "a").repeat(1000) + "--b--");
        assertThat(response.body().split("HTTP/1.1 200 OK", -1)).hasSize(1001);
    }

    @ParameterizedTest
    @CsvSource({
        "multipart/mixed, [part], the Content-Type has no boundary",
        "multipart/mixed; boundary=, [part], the Content-Type has no boundary",
        "multipart/form-data; boundary=b, [part], the Content-Type is not multipart/mixed",
        "application/json, {}, the Content-Type is not multipart/mixed",
        "multipart/mixed; boundary=b, '', 0 items",
        "multipart/mixed; boundary=b, --b--, 0 items",
        "multipart/mixed; boundary=c, [part], 0 items",
        "multipart/mixed; boundary=b, [open], the end boundary is missing",
        "multipart/mixed; boundary=b, [1001], more than 1000 items; send several batches",
        "multipart/mixed; boundary=b, [batch], a part is a batch itself",
        "multipart/mixed; boundary=b, [batch path], a part is a batch itself",
        "multipart/mixed; boundary=b, [untyped], a part has another Content-Type than application/http",
        "multipart/mixed; boundary=b, [json], a part has another Content-Type than application/http",
        "multipart/mixed; boundary=b, [empty], a part has no request line such as GET /v2/…",
        "multipart/mixed; boundary=b, [words], a part has no request line such as GET /v2/…",
        "multipart/mixed; boundary=b, [version], a part has no request line such as GET /v2/…",
        "multipart/mixed; boundary=b, [scheme], a part has no request line such as GET /v2/…",
        "multipart/mixed; boundary=b, [header], a part has a line that is not a header",
        "multipart/mixed; boundary=b, [headers], a part has headers of more than 131072 bytes",
        "multipart/mixed; boundary=b, [length], a part has a wrong Content-Length",
        "multipart/mixed; boundary=b, [lengths], a part has a wrong Content-Length",
        "multipart/mixed; boundary=b, [chunked], a part has a Transfer-Encoding",
    })
    @Tag("inferred")
    void malformed_batch_is_rejected_before_any_request(String type, String content, String reason) {
        String good = part(HTTP, "GET " + QUEUE + "a");
        String bad = switch (content) {
            case "[part]" -> good;
            case "[1001]" -> good.repeat(1000);
            case "[batch]" -> part(HTTP, "POST /batch");
            case "[batch path]" -> part(HTTP, "POST https://x/batch/cloudtasks/v2?x=y HTTP/1.1");
            case "[untyped]" -> part("", "GET " + QUEUE + "a");
            case "[headers]" -> part(HTTP, "GET " + QUEUE + "a HTTP/1.1\r\n" + "a:b\r\n".repeat(30_000));
            case "[json]" -> part("Content-Type: application/json\r\n", "GET " + QUEUE + "a");
            case "[empty]" -> part(HTTP, "");
            case "[words]" -> part(HTTP, "GET " + QUEUE + "a HTTP/1.1 more");
            case "[version]" -> part(HTTP, "GET " + QUEUE + "a HTTP/2");
            case "[scheme]" -> part(HTTP, "GET " + QUEUE + "a HTTPS/1.1");
            case "[header]" -> part(HTTP, "GET " + QUEUE + "a HTTP/1.1\r\nno header");
            case "[length]" -> part(HTTP, "POST " + QUEUE + "a:pause\r\nContent-Length: 9\r\n\r\n{}");
            case "[lengths]" ->
                part(HTTP, "POST " + QUEUE + "a:pause\r\nContent-Length: 2\r\nContent-Length: 1\r\n\r\n{}");
            case "[chunked]" -> part(HTTP, "POST " + QUEUE + "a:pause\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            default -> null;
        };
        String body = content.equals("[open]") ? good : bad == null ? content : good + bad + "--b--";
        RouterFixture.Response response = post("/batch", type, body);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body())
                .contains("Failed to parse batch request, error: " + reason + ". Received batch body: ("
                        + body.getBytes(StandardCharsets.UTF_8).length + ") bytes redacted")
                .contains("INVALID_ARGUMENT");
        assertThat(called).isEmpty();
    }

    @Test
    @Tag("unlike")
    void other_verbs_are_not_found() {
        assertThat(router.get("/batch").status()).isEqualTo(404);
        assertThat(router.send("PUT", "/batch", "").status()).isEqualTo(404);
    }

    @Test
    @Tag("inferred")
    void all_requests_are_processed_although_the_client_disconnects() {
        String body = part(HTTP, "GET " + QUEUE + "a").repeat(3) + "--b--";
        OutputStream disconnected = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disconnected");
            }
        };
        RestResponse response =
                router.respond("POST", "/batch", body.getBytes(StandardCharsets.UTF_8), "Content-Type", TYPE);

        assertThatThrownBy(() -> response.stream().writeTo(disconnected)).hasMessage("disconnected");
        assertThat(called).hasSize(3);
    }

    private RouterFixture.Response get(String target) {
        return post("/batch", TYPE, part(HTTP, "GET " + target) + "--b--");
    }

    private RouterFixture.Response post(String path, String type, String body) {
        return router.send("POST", path, body, "Content-Type", type);
    }

    private static String part(String headers, String request) {
        return "--b\r\n" + headers + "\r\n" + request + "\r\n";
    }
}
