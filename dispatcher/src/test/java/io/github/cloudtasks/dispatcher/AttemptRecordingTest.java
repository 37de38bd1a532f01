package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.HeaderLines;
import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Outcome.DeadlineExceeded;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The exchanges that the dispatcher reports to listeners, with real targets. */
class AttemptRecordingTest {
    private final HttpDispatcher dispatcher = HttpDispatcher.start(DispatchBuilder.NAMED_SETTINGS);

    @AfterEach
    void stop() {
        dispatcher.close();
    }

    @Test
    void recorded_request_and_response_match_the_wire() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(
                "HTTP/1.1 201 Created\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 5\r\n\r\nhello")) {
            DeliveryResult result =
                    deliver(DispatchBuilder.http(HttpMethod.PUT, target.url("/a?b"), "hi", "X-Own", "mine")
                            .retry(2, 1, new Responded(500)));

            AttemptExchange attempt = result.exchange();
            assertThat(attempt.took()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(20));
            assertThat(result.outcome()).isEqualTo(new Responded(201));
            assertThat(attempt.redirects()).isZero();
            assertThat(attempt.remoteAddress()).hasToString("/127.0.0.1:" + target.port());
            assertThat(head(attempt.request()))
                    .isEqualTo(target.calls().getFirst().head());
            assertThat(attempt.request().header("x-own")).isEqualTo("mine");
            assertThat(attempt.request().header("x-other")).isNull();
            assertThat(attempt.request().url()).isEqualTo(target.url("/a?b"));
            assertThat(attempt.request().calledUrl()).isEqualTo(target.url("/a?b"));
            assertThat(attempt.request().body().text()).isEqualTo("hi");
            assertThat(attempt.response().status()).isEqualTo(201);
            assertThat(attempt.response().headers().toList())
                    .containsExactly(
                            new HttpHeader("X-A", "1"),
                            new HttpHeader("X-A", "2"),
                            new HttpHeader("Content-Length", "5"));
            assertThat(attempt.response().body().text()).isEqualTo("hello");
            assertThat(attempt.response().body().isTruncated()).isFalse();
        }
    }

    @Test
    void long_bodies_are_truncated_and_keep_their_length() throws Exception {
        int length = 3 * TruncatedBody.MAX_BYTES + 1;
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
        try (ScriptedTarget target = ScriptedTarget.responding(head + "b".repeat(length))) {
            AttemptExchange attempt = deliver(
                            DispatchBuilder.http(HttpMethod.POST, target.url("/"), "a".repeat(length)))
                    .exchange();

            for (TruncatedBody body :
                    List.of(attempt.request().body(), attempt.response().body())) {
                assertThat(body.bytes().size()).isEqualTo(TruncatedBody.MAX_BYTES);
                assertThat(body.length()).isEqualTo(length);
                assertThat(body.isTruncated()).isTrue();
            }
            assertThat(attempt.request().body().text()).isEqualTo("a".repeat(TruncatedBody.MAX_BYTES));
            assertThat(attempt.response().body().text()).isEqualTo("b".repeat(TruncatedBody.MAX_BYTES));
        }
    }

    @Test
    void chunked_body_is_recorded_as_one() throws Exception {
        StringBuilder response = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 1000; i++) {
            response.append("3\r\nabc\r\n");
        }
        try (ScriptedTarget target = ScriptedTarget.responding(response + "0\r\n\r\n")) {
            DeliveryResult result = deliver(DispatchBuilder.post(target.url("/")));

            assertThat(result.exchange().response().body().text()).isEqualTo("abc".repeat(1000));
        }
    }

    @Test
    void interim_response_is_not_recorded() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(
                "HTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")) {
            DeliveryResult result = deliver(DispatchBuilder.post(target.url("/")));

            ResponseRecord response = result.exchange().response();
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.headers()).isEqualTo(HeaderLines.EMPTY);
            assertThat(response.body()).isEqualTo(TruncatedBody.EMPTY);
        }
    }

    @Test
    void last_request_and_response_are_recorded_after_redirects() throws Exception {
        String moved = "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nmoved";
        try (ScriptedTarget target =
                ScriptedTarget.start(call -> call.respond(call.path().equals("/b") ? ScriptedTarget.OK : moved))) {
            AttemptExchange attempt = deliver(DispatchBuilder.http(HttpMethod.POST, target.url("/a"), "hi"))
                    .exchange();

            assertThat(attempt.redirects()).isEqualTo(1);
            assertThat(attempt.request().method()).isEqualTo(HttpMethod.GET);
            assertThat(attempt.request().url()).isEqualTo(target.url("/b"));
            assertThat(attempt.request().body()).isEqualTo(TruncatedBody.EMPTY);
            assertThat(attempt.response().body().text()).isEqualTo("ok");
        }
    }

    @Test
    void unsent_attempt_is_recorded_with_reason() throws Exception {
        DeliveryResult url = deliver(DispatchBuilder.post("gopher://a/"));
        DeliveryResult app = deliver(DispatchBuilder.appEngine("/"));

        assertThat(List.of(url, app)).extracting(DeliveryResult::exchange).allSatisfy(exchange -> {
            assertThat(exchange.request()).isNull();
            assertThat(exchange.response()).isNull();
            assertThat(exchange.remoteAddress()).isNull();
        });
        assertThat(url.outcome().toString()).contains("gopher://a/");
        assertThat(app.outcome().toString()).contains("--app-engine-url");
    }

    @Test
    void attempt_without_response_is_recorded_with_request_and_outcome() throws Exception {
        // A bound socket that does not listen refuses connections, and keeps its port.
        try (ScriptedTarget target = ScriptedTarget.start(ScriptedTarget.Call::awaitClose);
                Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String closed = "http://127.0.0.1:" + taken.getLocalPort() + "/";
            DeliveryResult late = deliver(DispatchBuilder.post(target.url("/")).deadline(Duration.ofMillis(200)));
            DeliveryResult refused = deliver(DispatchBuilder.post(closed));

            assertThat(late.outcome()).isEqualTo(new DeadlineExceeded());
            assertThat(late.exchange().request().url()).isEqualTo(target.url("/"));
            assertThat(late.exchange().response()).isNull();
            assertThat(late.exchange().remoteAddress()).hasToString("/127.0.0.1:" + target.port());
            assertThat(refused.outcome()).isInstanceOf(Unreachable.class);
            assertThat(refused.exchange().request().url()).isEqualTo(closed);
            assertThat(refused.exchange().response()).isNull();
            assertThat(refused.exchange().remoteAddress()).isNull();
        }
    }

    private DeliveryResult deliver(DispatchBuilder dispatch) throws Exception {
        return dispatcher.deliver(dispatch.build()).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static String head(RequestRecord request) {
        String path = request.calledUrl().substring(request.calledUrl().indexOf('/', "http://".length()));
        StringBuilder head = new StringBuilder(request.method() + " " + path + " HTTP/1.1\r\n");
        request.headers()
                .toList()
                .forEach(header -> head.append(header.name())
                        .append(": ")
                        .append(header.value())
                        .append("\r\n"));
        return head.append("\r\n").toString();
    }
}
