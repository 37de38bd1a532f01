package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.server.tls.TlsClients;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as web pages make browsers send them, to a running emulator over HTTP/1.1, HTTP/2, TLS and gRPC. */
@Tag("unlike")
class BrowserAccessTest {
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";
    private static final String NEW_QUEUE = "{\"name\": \"projects/p/locations/us-central1/queues/new\"}";
    private static final String QUEUES = "/v2/projects/p/locations/us-central1/queues";
    private static final String BUFFER = "/v2beta3/" + QUEUE + "/tasks/a:buffer";
    private static final String ALLOWED = "http://localhost:5173";

    /** A version of HTTP. */
    enum Protocol {
        HTTP_1_1,
        HTTP_2
    }

    private record Answer(int status, Map<String, String> headers, String body) {}

    private CloudTasksEmulator emulator;
    private Path authority;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        authority = directory.resolve("ca.pem");
        emulator = new CloudTasksEmulator(EmulatorSettings.builder()
                        .tlsSelfSigned(authority)
                        .tlsName("tasks.own.example")
                        .openidIssuer("http://issuer.example:8123")
                        .allowOrigin(ALLOWED)
                        .allowOrigin("chrome-extension://abc")
                        .allowHost("*.allowed.example")
                        .queue(QUEUE)
                        .build())
                .start();
        assertThat(send(
                                Protocol.HTTP_1_1,
                                "PATCH",
                                "/v2/" + QUEUE + "?updateMask=httpTarget",
                                "{\"httpTarget\": {\"uriOverride\": {\"host\": \"127.0.0.1\", \"port\": 1}}}")
                        .status())
                .isEqualTo(200);
        assertThat(send(Protocol.HTTP_1_1, "POST", "/v2/" + QUEUE + ":pause", "")
                        .status())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    /** Sends a request. The header {@code Host} replaces the default one. */
    private Answer send(Protocol protocol, String method, String path, String body, String... headers)
            throws Exception {
        String host = "localhost:" + emulator.port();
        List<String> others = new ArrayList<>();
        for (String header : headers) {
            if (header.startsWith("Host: ")) {
                host = header.substring("Host: ".length());
            } else {
                others.add(header);
            }
        }
        if (protocol == Protocol.HTTP_1_1) {
            return sendHttp1(method + " " + path + " HTTP/1.1", host, body, others);
        }
        List<String> all = new ArrayList<>(
                List.of(":method: " + method, ":scheme: http", ":path: " + path, ":authority: " + host));
        others.forEach(header -> {
            int colon = header.indexOf(':');
            all.add(header.substring(0, colon).toLowerCase(Locale.ROOT) + header.substring(colon));
        });
        try (RawHttp2Client client = new RawHttp2Client(emulator.port())) {
            RawHttp2Client.Response response = client.send(body, all.toArray(String[]::new));
            return new Answer(response.status(), response.headers(), response.body());
        }
    }

    private Answer sendHttp1(String line, String host, String body, List<String> headers) throws Exception {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(line + "\r\nHost: " + host + "\r\nConnection: close\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), emulator.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.toString().getBytes(StandardCharsets.UTF_8));
            out.write(content);
            out.flush();
            return answer(socket.getInputStream());
        }
    }

    private static Answer answer(InputStream in) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        in.transferTo(bytes);
        String[] parts = bytes.toString(StandardCharsets.UTF_8).split("\r\n\r\n", 2);
        Map<String, String> headers = new LinkedHashMap<>();
        String[] lines = parts[0].split("\r\n", -1);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, parts[1]);
    }

    /** Returns a text about everything that requests could have changed. */
    private String state() throws Exception {
        return send(Protocol.HTTP_1_1, "GET", "/emulator/v1/state", "").body();
    }

    private void assertRefused(Answer answer, String flag) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers())
                .containsEntry("content-type", "application/json; charset=UTF-8")
                .containsEntry("x-content-type-options", "nosniff")
                .doesNotContainKey("access-control-allow-origin");
        assertThat(answer.body()).contains("\"code\": 403", "\"status\": \"PERMISSION_DENIED\"", flag);
        boolean differsByOrigin = flag.startsWith("--allow-origin");
        assertThat(answer.headers().get("vary")).isEqualTo(differsByOrigin ? "Origin" : null);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void page_of_another_origin_changes_nothing(Protocol protocol) throws Exception {
        String before = state();
        for (String origin :
                List.of("http://evil.example", "http://localhost:3000", "null", "chrome-extension://other")) {
            String from = "Origin: " + origin;
            assertRefused(send(protocol, "POST", QUEUES, NEW_QUEUE, from), "--allow-origin " + origin);
            assertRefused(
                    send(protocol, "POST", QUEUES, NEW_QUEUE, from, "Content-Type: text/plain"), "--allow-origin ");
            assertRefused(
                    send(protocol, "POST", QUEUES, "name=a", from, "Content-Type: application/x-www-form-urlencoded"),
                    "--allow-origin ");
            assertRefused(send(protocol, "POST", BUFFER, "x", from), "--allow-origin ");
            assertRefused(send(protocol, "POST", "/emulator/v1/reset", "{}", from), "--allow-origin ");
            assertRefused(send(protocol, "POST", "/emulator/v1/nothing", "{}", from), "--allow-origin ");
            assertRefused(send(protocol, "DELETE", "/v2/" + QUEUE, "", from), "--allow-origin ");
            assertRefused(send(protocol, "GET", "/emulator/v1/state", "", from), "--allow-origin ");
            assertRefused(send(protocol, "GET", "/", "", from), "--allow-origin ");
            assertRefused(send(protocol, "GET", "/readyz", "", from), "--allow-origin ");
            assertRefused(
                    send(protocol, "OPTIONS", QUEUES, "", from, "Access-Control-Request-Method: POST"),
                    "--allow-origin ");
        }
        assertThat(state()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void image_or_script_or_link_of_another_site_changes_and_reads_nothing(Protocol protocol) throws Exception {
        String before = state();
        for (String site : List.of("cross-site", "same-site")) {
            for (String dest : List.of("image", "script", "iframe", "document")) {
                String[] headers = {
                    "Sec-Fetch-Site: " + site,
                    "Sec-Fetch-Mode: " + (dest.equals("image") || dest.equals("script") ? "no-cors" : "navigate"),
                    "Sec-Fetch-Dest: " + dest
                };
                assertRefused(send(protocol, "GET", BUFFER, "", headers), "--allow-origin ORIGIN");
                assertRefused(send(protocol, "GET", QUEUES + "?callback=f", "", headers), "--allow-origin ORIGIN");
                assertRefused(send(protocol, "GET", "/emulator/v1/state", "", headers), "--allow-origin ORIGIN");
                assertRefused(send(protocol, "GET", "/healthz?callback=f", "", headers), "--allow-origin ORIGIN");
                assertThat(send(protocol, "GET", "/", "", headers).status())
                        .isEqualTo(dest.equals("document") ? 200 : 403);
            }
        }
        assertThat(state()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void typed_address_reads_but_does_not_buffer_a_task(Protocol protocol) throws Exception {
        String before = state();
        String[] typed = {"Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"};

        assertThat(send(protocol, "GET", QUEUES, "", typed).status()).isEqualTo(200);
        assertThat(send(protocol, "GET", "/readyz", "", typed).status()).isEqualTo(200);
        assertRefused(send(protocol, "GET", BUFFER, "", typed), "--allow-origin ORIGIN");
        assertThat(state()).isEqualTo(before);
        // Node's fetch.
        assertThat(send(protocol, "GET", BUFFER, "", "Sec-Fetch-Mode: cors").status())
                .isEqualTo(200);
        assertThat(state()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void strictest_of_several_sites_counts(Protocol protocol) throws Exception {
        String before = state();
        for (String[] headers : new String[][] {
            {"Sec-Fetch-Site: none, cross-site"},
            {"Sec-Fetch-Site: same-site,none"},
            {"Sec-Fetch-Site: none", "Sec-Fetch-Site: cross-site"},
            {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-origin"}
        }) {
            assertRefused(send(protocol, "GET", QUEUES, "", headers), "--allow-origin ORIGIN");
            assertRefused(send(protocol, "POST", QUEUES, NEW_QUEUE, headers), "--allow-origin ORIGIN");
            assertRefused(send(protocol, "POST", "/emulator/v1/reset", "{}", headers), "--allow-origin ORIGIN");
        }
        assertThat(state()).isEqualTo(before);
    }

    /**
     * Returns the paths of all methods of the discovery documents that are called with GET, in a queue that is missing.
     */
    private List<String> pathsOfGetMethods() throws Exception {
        List<String> paths = new ArrayList<>();
        for (String version : List.of("v2", "v2beta3", "v2beta2")) {
            String document = send(Protocol.HTTP_1_1, "GET", "/$discovery/rest?version=" + version, "")
                    .body();
            for (JsonNode method : new ObjectMapper().readTree(document).findParents("flatPath")) {
                if (method.get("httpMethod").textValue().equals("GET")) {
                    String path = method.get("flatPath").textValue();
                    path = path.replace("{locationsId}", "us-central1").replaceAll("\\{[A-Za-z]+\\}", "missing");
                    paths.add("/" + path);
                    // The Firebase SDKs.
                    paths.add("/" + path.substring(path.indexOf('/') + 1));
                }
            }
        }
        return paths;
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void no_method_that_is_called_with_get_creates_a_queue(Protocol protocol) throws Exception {
        emulator.close();
        emulator = new CloudTasksEmulator(
                        EmulatorSettings.builder().autoCreateQueues(true).build())
                .start();
        String before = state();
        List<String> paths = pathsOfGetMethods();

        assertThat(paths)
                .contains("/v2/projects/missing/locations/us-central1/queues/missing/tasks")
                .hasSizeGreaterThan(30);
        for (String path : paths) {
            for (String method : List.of("GET", "HEAD", "OPTIONS")) {
                assertThat(send(protocol, method, path, "").status()).as(path).isIn(200, 404, 501);
            }
            assertThat(send(
                                    protocol,
                                    "GET",
                                    path,
                                    "",
                                    "Sec-Fetch-Site: none",
                                    "Sec-Fetch-Mode: navigate",
                                    "Sec-Fetch-Dest: document")
                            .status())
                    .as(path)
                    .isIn(200, 404, 501);
        }
        assertThat(state()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void rebinding_host_is_refused(Protocol protocol) throws Exception {
        String before = state();
        for (String host : List.of("evil.example", "evil.example:" + emulator.port(), "127.0.0.1.nip.io")) {
            String[] headers = {"Host: " + host, "Origin: http://" + host, "Sec-Fetch-Site: same-origin"};
            assertRefused(send(protocol, "POST", QUEUES, NEW_QUEUE, headers), "--allow-host ");
            assertRefused(send(protocol, "GET", "/emulator/v1/state", "", headers), "--allow-host ");
            assertRefused(send(protocol, "GET", "/readyz", "", headers), "--allow-host ");
            assertRefused(send(protocol, "GET", QUEUES, "", "Host: " + host), "--allow-host ");
            assertRefused(
                    send(protocol, "GET", QUEUES, "", "Host: " + host, "X-Forwarded-Host: localhost"), "--allow-host ");
        }
        assertThat(state()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1,a.allowed.example",
        "HTTP_2,a.allowed.example:443",
        "HTTP_1_1,tasks.own.example:1",
        "HTTP_2,TASKS.OWN.EXAMPLE.",
        "HTTP_1_1,issuer.example",
        "HTTP_2,issuer.example:8123",
        "HTTP_1_1,tasks",
        "HTTP_2,[::1]:8123",
        "HTTP_1_1,us-central1-cloudtasks.googleapis.com"
    })
    void known_host_is_accepted(Protocol protocol, String host) throws Exception {
        assertThat(send(protocol, "GET", QUEUES, "", "Host: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void page_of_an_allowed_origin_calls_and_reads(Protocol protocol) throws Exception {
        String[] from = {"Origin: " + ALLOWED, "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors"};

        Answer preflight = send(
                protocol,
                "OPTIONS",
                QUEUES,
                "",
                from[0],
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type,x-goog-api-client");
        Answer created = send(protocol, "POST", QUEUES, NEW_QUEUE, from);
        Answer missing = send(protocol, "GET", QUEUES + "/missing", "", from);
        Answer control = send(protocol, "GET", "/emulator/v1", "", from);

        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.body()).isEmpty();
        assertThat(preflight.headers())
                .containsEntry("access-control-allow-origin", ALLOWED)
                .containsEntry("access-control-allow-headers", "content-type,x-goog-api-client")
                .containsEntry("x-content-type-options", "nosniff")
                .containsKeys("access-control-allow-methods", "access-control-max-age");
        assertThat(created.status()).isEqualTo(200);
        assertThat(missing.status()).isEqualTo(404);
        for (Answer answer : List.of(created, missing, control)) {
            assertThat(answer.headers())
                    .containsEntry("access-control-allow-origin", ALLOWED)
                    .containsEntry("vary", "Origin")
                    .containsKey("access-control-expose-headers");
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void page_of_an_allowed_origin_can_read_the_rejection_of_a_large_body(Protocol protocol) throws Exception {
        Answer answer = send(protocol, "POST", QUEUES, "x".repeat(33 << 20), "Origin: " + ALLOWED);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.headers()).containsEntry("access-control-allow-origin", ALLOWED);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void page_of_an_extension_is_allowed_by_name(Protocol protocol) throws Exception {
        assertThat(send(protocol, "POST", QUEUES, NEW_QUEUE, "Origin: chrome-extension://abc", "Sec-Fetch-Site: none")
                        .headers())
                .containsEntry("access-control-allow-origin", "chrome-extension://abc");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void own_page_is_accepted(Protocol protocol) throws Exception {
        String own = "localhost:" + emulator.port();

        assertThat(send(protocol, "POST", QUEUES, NEW_QUEUE, "Origin: http://" + own, "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
        assertRefused(
                send(protocol, "POST", QUEUES, NEW_QUEUE, "Origin: http://127.0.0.1:" + emulator.port()),
                "--allow-origin ");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void documents_are_public(Protocol protocol) throws Exception {
        for (String path : List.of(
                "/$discovery/rest?version=v2",
                "/$discovery/rest?version=v9",
                "/discovery/v1/apis",
                "/discovery/v1/apis/cloudtasks/v2beta3/rest",
                "/.well-known/openid-configuration",
                "/jwks",
                "/certs",
                "/oauth2/v1/certs",
                "/oauth2/v3/certs")) {
            Answer answer = send(
                    protocol,
                    "GET",
                    path,
                    "",
                    "Host: evil.example",
                    "Origin: http://evil.example",
                    "Sec-Fetch-Site: cross-site");
            assertThat(answer.status()).as(path).isEqualTo(path.endsWith("v9") ? 404 : 200);
            assertThat(answer.headers()).containsEntry("access-control-allow-origin", "*");
            assertThat(send(protocol, "GET", path, "").headers()).containsEntry("access-control-allow-origin", "*");
            assertThat(send(
                                    protocol,
                                    "OPTIONS",
                                    path,
                                    "",
                                    "Origin: http://evil.example",
                                    "Access-Control-Request-Method: GET")
                            .headers())
                    .containsEntry("access-control-allow-origin", "*");
        }
        assertRefused(send(protocol, "POST", "/jwks", "", "Origin: http://evil.example"), "--allow-origin ");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void options_request_without_preflight_headers_is_ordinary(Protocol protocol) throws Exception {
        assertThat(send(protocol, "OPTIONS", BUFFER, "").status()).isEqualTo(200);
        assertThat(send(protocol, "OPTIONS", QUEUES, "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "text/plain;charset=UTF-8", ""})
    void program_may_send_json_with_any_type(String type) throws Exception {
        String header = type.isEmpty() ? "X-Other: 1" : "Content-Type: " + type;

        assertThat(send(Protocol.HTTP_1_1, "POST", QUEUES, NEW_QUEUE, header, "Sec-Fetch-Mode: cors")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refused_body_is_not_received() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), emulator.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST " + QUEUES + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
                                    + "Expect: 100-continue\r\nContent-Length: 31000000\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertRefused(answer(socket.getInputStream()), "--allow-origin ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host: localhost, :authority: tasks",
                "host: evil.example, :authority: localhost",
                "host: localhost, :authority: evil.example",
                "host: localhost, host: localhost",
                ":authority: user@localhost",
                ":authority: a b",
                ":authority: localhost:x",
                "host: a/b"
            })
    void http2_request_without_one_well_formed_host_is_rejected(String hosts) throws Exception {
        List<String> headers = new ArrayList<>(List.of(":method: GET", ":scheme: http", ":path: " + QUEUES));
        if (!hosts.isEmpty()) {
            for (String host : hosts.split(", ", -1)) {
                headers.add(host.startsWith(":") ? 0 : headers.size(), host);
            }
        }
        try (RawHttp2Client client = new RawHttp2Client(emulator.port())) {
            RawHttp2Client.Response response = client.send("", headers.toArray(String[]::new));

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("\"code\": 400", "\"status\": \"INVALID_ARGUMENT\"");
            assertThat(response.headers()).containsEntry("x-content-type-options", "nosniff");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"host: localhost", "host: LOCALHOST., :authority: localhost", ":authority: localhost:1"})
    void http2_request_with_one_host_is_accepted(String hosts) throws Exception {
        List<String> headers = new ArrayList<>(List.of(":method: GET", ":scheme: http", ":path: " + QUEUES));
        for (String host : hosts.split(", ", -1)) {
            headers.add(host.startsWith(":") ? 0 : headers.size(), host);
        }
        try (RawHttp2Client client = new RawHttp2Client(emulator.port())) {
            assertThat(client.send("", headers.toArray(String[]::new)).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void rules_apply_over_tls(HttpClient.Version version) throws Exception {
        String before = state();
        try (HttpClient client = new TlsClients(authority).http(version)) {
            HttpResponse<String> refused = client.send(
                    HttpRequest.newBuilder(URI.create("https://" + emulator.endpoint() + QUEUES))
                            .header("Origin", "https://evil.example")
                            .POST(BodyPublishers.ofString(NEW_QUEUE))
                            .build(),
                    BodyHandlers.ofString());
            HttpResponse<String> own = client.send(
                    HttpRequest.newBuilder(URI.create("https://" + emulator.endpoint() + QUEUES))
                            .header("Origin", "https://" + emulator.endpoint())
                            .GET()
                            .build(),
                    BodyHandlers.ofString());

            assertThat(refused.version()).isEqualTo(version);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("--allow-origin https://evil.example");
            assertThat(own.statusCode()).isEqualTo(200);
        }
        assertThat(state()).isEqualTo(before);
    }

    private Status grpc(String authorityHeader, String... headers) {
        Metadata metadata = new Metadata();
        for (String header : headers) {
            int colon = header.indexOf(": ");
            metadata.put(
                    Metadata.Key.of(header.substring(0, colon), Metadata.ASCII_STRING_MARSHALLER),
                    header.substring(colon + 2));
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", emulator.port())
                .usePlaintext()
                .overrideAuthority(authorityHeader)
                .build();
        try {
            HealthGrpc.newBlockingStub(
                            ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata)))
                    .check(HealthCheckRequest.getDefaultInstance());
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void grpc_call_without_origin_is_not_checked() {
        assertThat(grpc("anything.example:443").getCode()).isEqualTo(Status.Code.OK);
        assertThat(grpc("anything.example", "sec-fetch-site: cross-site").getCode())
                .isEqualTo(Status.Code.OK);
    }

    @Test
    void grpc_call_with_origin_is_checked() {
        Status refused = grpc("localhost", "origin: http://evil.example");

        assertThat(refused.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refused.getDescription())
                .isEqualTo("Web pages of the origin http://evil.example may not call the emulator. "
                        + "To allow them, start the emulator with --allow-origin http://evil.example.");
        assertThat(grpc("evil.example", "origin: http://evil.example").getCode())
                .isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(grpc("localhost", "origin: " + ALLOWED).getCode()).isEqualTo(Status.Code.OK);
        assertThat(grpc("localhost:8123", "origin: http://localhost:8123").getCode())
                .isEqualTo(Status.Code.OK);
    }

    @Test
    void grpc_body_over_http_1_is_checked_as_rest() throws Exception {
        assertRefused(
                send(
                        Protocol.HTTP_1_1,
                        "POST",
                        "/google.cloud.tasks.v2.CloudTasks/CreateQueue",
                        "",
                        "Origin: http://evil.example",
                        "Content-Type: application/grpc"),
                "--allow-origin ");
    }
}
