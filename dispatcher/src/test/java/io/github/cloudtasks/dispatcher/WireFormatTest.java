package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import io.github.cloudtasks.model.task.RetryAfter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests on the wire, byte for byte, and the reading of responses. */
class WireFormatTest {
    private HttpDispatcher dispatcher;

    @BeforeEach
    void start() {
        dispatcher = HttpDispatcher.start(DispatchBuilder.NAMED_SETTINGS);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
    }

    @Test
    @Tag("recorded")
    void only_specified_headers_are_sent() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK)) {
            DispatchBuilder task = DispatchBuilder.http(
                    HttpMethod.PUT, target.url("/a/200?b=c"), "hi", "Content-Type", "text/plain", "X-A", "1");
            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(200));
            assertThat(target.calls().getFirst().head()).isEqualTo("""
              PUT /a/200?b=c HTTP/1.1\r
              Host: 127.0.0.1:%d\r
              X-CloudTasks-QueueName: q\r
              X-CloudTasks-TaskName: t\r
              X-CloudTasks-TaskRetryCount: 0\r
              X-CloudTasks-TaskExecutionCount: 0\r
              X-CloudTasks-TaskETA: 1767323045.12\r
              User-Agent: Google-Cloud-Tasks\r
              Accept-Encoding: gzip,deflate,br\r
              Content-Type: text/plain\r
              X-A: 1\r
              Content-Length: 2\r
              \r
              """.formatted(target.port()));
            assertThat(target.calls().getFirst().body()).isEqualTo("hi");
        }
    }

    @Test
    @Tag("unlike")
    void app_engine_task_is_sent_to_configured_address() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK);
                HttpDispatcher withAddress =
                        HttpDispatcher.start(DispatcherSettings.DEFAULT.withAppEngineUrl(target.url("/prefix/")))) {
            AppEngineRouting routing = new AppEngineRouting("api", "v1", "", "v1.api.p.appspot.com");
            DispatchBuilder task = DispatchBuilder.appEngine(HttpMethod.POST, "/work?a=b", routing, "hi")
                    .deadline(null);
            assertThat(Deliveries.deliver(withAddress, task)).isEqualTo(new Responded(200));
            assertThat(target.calls().getFirst().head()).isEqualTo("""
              POST /prefix/work?a=b HTTP/1.1\r
              Host: 127.0.0.1:%d\r
              X-AppEngine-QueueName: q\r
              X-AppEngine-TaskName: t\r
              X-AppEngine-TaskRetryCount: 0\r
              X-AppEngine-TaskExecutionCount: 0\r
              X-AppEngine-TaskETA: 1767323045.12\r
              X-Appengine-Default-Version-Hostname: p.appspot.com\r
              X-Appengine-Country: ZZ\r
              X-Appengine-User-Ip: 0.1.0.2\r
              X-Appengine-Https: off\r
              X-Appengine-Timeout-Ms: 599999\r
              X-Google-Internal-SkipAdminCheck: true\r
              User-Agent: AppEngine-Google; (+http://code.google.com/appengine)\r
              Accept-Encoding: gzip,deflate,br\r
              Content-Type: application/octet-stream\r
              Content-Length: 2\r
              \r
              """.formatted(target.port()));
        }
    }

    @Test
    @Tag("unlike")
    void app_engine_task_without_address_is_not_sent() throws Exception {
        assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.appEngine("/")))
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        outcome -> assertThat(outcome.reason()).contains("--app-engine-url"));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void every_method_is_sent(HttpMethod method) throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding("HTTP/1.1 204 No Content\r\n\r\n")) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.http(method, target.url("/"), "")))
                    .isEqualTo(new Responded(204));
            assertThat(target.calls().getFirst().requestLine()).isEqualTo(method + " / HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16_384, 16_385, 1_048_569})
    @Tag("documented")
    void bodies_of_all_sizes_are_sent_completely(int size) throws Exception {
        byte[] body = new byte[size];
        Arrays.fill(body, (byte) 'x');
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK)) {
            assertThat(Deliveries.deliver(
                            dispatcher, DispatchBuilder.post(target.url("/")).body(body)))
                    .isEqualTo(new Responded(200));
            assertThat(target.calls().getFirst().body()).isEqualTo("x".repeat(size));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 299, 301, 304, 400, 404, 418, 429, 499, 500, 503, 507, 999})
    @Tag("recorded")
    void outcome_is_the_status(int status) throws Exception {
        try (ScriptedTarget target =
                ScriptedTarget.responding("HTTP/1.1 " + status + " Whatever\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isEqualTo(new Responded(status));
        }
    }

    @ParameterizedTest
    @CsvSource({"429, 30", "503, 30", "200, ", "304, ", "301, ", "500, "})
    @Tag("inferred")
    void outcome_has_retry_after_of_429_and_503(int status, Integer seconds) throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(
                "HTTP/1.1 " + status + " Whatever\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n")) {
            RetryAfter expected = seconds == null ? null : new RetryAfter.Delay(Duration.ofSeconds(seconds));
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isEqualTo(new Responded(status, expected));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "content length     | HTTP/1.1 200 OK~Content-Length: 4~~abcd",
                "no reason          | HTTP/1.1 200~Content-Length: 0~~",
                "chunks             | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ab~2~cd~0~~",
                "chunks, trailer    | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~4;x=y~abcd~0~X: y~~",
                "no content         | HTTP/1.1 204 OK~~",
                "not modified       | HTTP/1.1 304 OK~Content-Length: 10~~",
                "HTTP/1.0 kept      | HTTP/1.0 200 OK~Connection: keep-alive~Content-Length: 4~~abcd",
                "interim 100        | HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 0~~",
                "interim 102, 103   | HTTP/1.1 102 A~X: y~~HTTP/1.1 103 B~Link: z~~HTTP/1.1 200 OK~Content-Length: 0~~",
            })
    @Tag("inferred")
    void delimited_response_keeps_connection_open(String name, String response) throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(response.replace("~", "\r\n"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                        .isEqualTo(new Responded(
                                name.equals("not modified") ? 304 : name.equals("no content") ? 204 : 200));
            }
            assertThat(target.accepted()).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.0             | HTTP/1.0 200 OK~Content-Length: 4~~abcd",
                "connection close     | HTTP/1.1 200 OK~Connection: close~Content-Length: 4~~abcd",
                "upgrade unasked      | HTTP/1.1 101 Switching~Upgrade: websocket~~",
                "more than was asked  | HTTP/1.1 200 OK~Content-Length: 0~~HTTP/1.1 500 Unasked~Content-Length: 0~~",
            })
    @Tag("inferred")
    void other_responses_close_the_connection(String name, String response) throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
            call.respond(response.replace("~", "\r\n"));
            call.awaitClose();
        })) {
            for (int i = 1; i <= 3; i++) {
                assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                        .isEqualTo(new Responded(name.startsWith("upgrade") ? 101 : 200));
            }
            assertThat(target.accepted()).isEqualTo(3);
        }
    }

    @Test
    @Tag("inferred")
    void response_may_end_with_the_connection() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
            call.respond("HTTP/1.1 200 OK\r\n\r\nabcd");
            call.close();
        })) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isEqualTo(new Responded(200));
        }
    }

    @Test
    @Tag("documented")
    void response_to_head_has_no_body() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")) {
            for (int i = 0; i < 2; i++) {
                assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.http(HttpMethod.HEAD, target.url("/"), "")))
                        .isEqualTo(new Responded(200));
            }
            assertThat(target.accepted()).isEqualTo(1);
        }
    }

    @Test
    @Tag("inferred")
    void huge_response_is_read_to_the_end() throws Exception {
        byte[] megabyte = new byte[1 << 20];
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
            call.respond("HTTP/1.1 200 OK\r\nContent-Length: " + (200L << 20) + "\r\n\r\n");
            for (int i = 0; i < 200; i++) {
                call.respond(megabyte);
            }
        })) {
            for (int i = 0; i < 2; i++) {
                assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                        .isEqualTo(new Responded(200));
            }
            assertThat(target.accepted()).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no HTTP             | SSH-2.0-OpenSSH_9.9~~~~",
                "status not a number | HTTP/1.1 abc OK~~",
                "status too low      | HTTP/1.1 42 OK~Content-Length: 0~~",
                "status too high     | HTTP/1.1 1000 OK~Content-Length: 0~~",
                "two lengths         | HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~~ab",
                "length no number    | HTTP/1.1 200 OK~Content-Length: x~~ab",
                "chunk size no hex   | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~ab~0~~",
                "long status line    | HTTP/1.1 200 LONG~Content-Length: 0~~",
                "long header         | HTTP/1.1 200 OK~X: LONG~Content-Length: 0~~",
            })
    @Tag("inferred")
    void invalid_http_is_unreachable(String name, String response) throws Exception {
        String raw = response.replace("~", "\r\n").replace("LONG", "x".repeat(70_000));
        try (ScriptedTarget target = ScriptedTarget.responding(raw)) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            outcome -> assertThat(outcome.reason()).startsWith("the response is not HTTP/1.1: "));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "nothing          | -",
                "half a head      | HTTP/1.1 200 OK~Content-",
                "half a body      | HTTP/1.1 200 OK~Content-Length: 10~~abcd",
                "half the chunks  | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ab~",
                "an interim one   | HTTP/1.1 100 Continue~~",
            })
    @Tag("inferred")
    void truncated_response_is_unreachable(String name, String response) throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
            call.respond(response == null ? "" : response.replace("~", "\r\n"));
            call.close();
        })) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isInstanceOf(Unreachable.class);
            assertThat(target.calls()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @Tag("inferred")
    void localhost_is_reached_on_ipv4_and_ipv6(String address) throws Exception {
        try (ScriptedTarget target =
                ScriptedTarget.start(InetAddress.getByName(address), call -> call.respond(ScriptedTarget.OK))) {
            String url = "http://localhost:" + target.port() + "/";
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(url)))
                    .isEqualTo(new Responded(200));
            assertThat(target.calls().getFirst().head()).contains("\r\nHost: localhost:" + target.port() + "\r\n");
        }
    }

    @Test
    @Tag("inferred")
    void ipv6_address_may_be_the_host() throws Exception {
        try (ScriptedTarget target =
                ScriptedTarget.start(InetAddress.getByName("::1"), call -> call.respond(ScriptedTarget.OK))) {
            String url = "http://[::1]:" + target.port() + "/";
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(url)))
                    .isEqualTo(new Responded(200));
            assertThat(target.calls().getFirst().head()).contains("\r\nHost: [::1]:" + target.port() + "\r\n");
        }
    }
}
