package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatcher.attempts.AttemptLog;
import io.github.cloudtasks.dispatcher.attempts.AttemptRecord;
import io.github.cloudtasks.dispatcher.attempts.RequestRecord;
import io.github.cloudtasks.dispatcher.http.HttpHeader;
import io.github.cloudtasks.dispatcher.http.Response;
import io.github.cloudtasks.dispatcher.http.TruncatedBody;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Outcome.DeadlineExceeded;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The attempts that the log keeps, with real targets. */
class AttemptRecordingTest {
    private final AttemptLog log = new AttemptLog();
    private final HttpDispatcher dispatcher = HttpDispatcher.start(DispatchBuilder.NAMED_SETTINGS, log);

    @AfterEach
    void stop() {
        dispatcher.close();
    }

    @Test
    void recorded_request_and_response_match_the_wire() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(
                "HTTP/1.1 201 Created\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 5\r\n\r\nhello")) {
            Deliveries.deliver(
                    dispatcher,
                    DispatchBuilder.http(HttpMethod.PUT, target.url("/a?b"), "hi", "X-Own", "mine")
                            .retry(2, 1, new Responded(500)));

            AttemptRecord attempt = log.take(Duration.ofSeconds(20));
            assertThat(attempt.task().taskId()).isEqualTo("t");
            assertThat(attempt.number()).isEqualTo(3);
            assertThat(attempt.dispatchTime()).isEqualTo(DispatchBuilder.SCHEDULE_TIME.plusMillis(3));
            assertThat(attempt.took()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(20));
            assertThat(attempt.outcome()).isEqualTo(new Responded(201));
            assertThat(attempt.redirects()).isZero();
            assertThat(head(attempt.request()))
                    .isEqualTo(target.calls().getFirst().head());
            assertThat(attempt.request().header("x-own")).isEqualTo("mine");
            assertThat(attempt.request().header("x-other")).isNull();
            assertThat(attempt.request().url()).isEqualTo(target.url("/a?b"));
            assertThat(attempt.request().calledUrl()).isEqualTo(target.url("/a?b"));
            assertThat(attempt.request().body().text()).isEqualTo("hi");
            assertThat(attempt.response().status()).isEqualTo(201);
            assertThat(attempt.response().headers())
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
            Deliveries.deliver(dispatcher, DispatchBuilder.http(HttpMethod.POST, target.url("/"), "a".repeat(length)));

            AttemptRecord attempt = log.take(Duration.ofSeconds(20));
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
            Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/")));

            assertThat(log.take(Duration.ofSeconds(20)).response().body().text())
                    .isEqualTo("abc".repeat(1000));
        }
    }

    @Test
    void interim_response_is_not_recorded() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(
                "HTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")) {
            Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/")));

            Response response = log.take(Duration.ofSeconds(20)).response();
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.headers()).isEmpty();
            assertThat(response.body()).isEqualTo(TruncatedBody.EMPTY);
        }
    }

    @Test
    void last_request_and_response_are_recorded_after_redirects() throws Exception {
        String moved = "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nmoved";
        try (ScriptedTarget target =
                ScriptedTarget.start(call -> call.respond(call.path().equals("/b") ? ScriptedTarget.OK : moved))) {
            Deliveries.deliver(dispatcher, DispatchBuilder.http(HttpMethod.POST, target.url("/a"), "hi"));

            AttemptRecord attempt = log.take(Duration.ofSeconds(20));
            assertThat(attempt.redirects()).isEqualTo(1);
            assertThat(attempt.request().method()).isEqualTo(HttpMethod.GET);
            assertThat(attempt.request().url()).isEqualTo(target.url("/b"));
            assertThat(attempt.request().body()).isEqualTo(TruncatedBody.EMPTY);
            assertThat(attempt.response().body().text()).isEqualTo("ok");
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void unsent_attempt_is_recorded_with_reason() throws Exception {
        Deliveries.deliver(dispatcher, DispatchBuilder.post("gopher://a/").named("url"));
        Deliveries.deliver(dispatcher, DispatchBuilder.appEngine("/").named("app"));

        assertThat(log.all()).hasSize(2).allMatch(attempt -> attempt.request() == null && attempt.response() == null);
        assertThat(log.all())
                .extracting(attempt -> attempt.outcome().toString())
                .satisfiesExactly(
                        url -> assertThat(url).contains("gopher://a/"),
                        app -> assertThat(app).contains("--app-engine-url"));
    }

    @Test
    void attempt_without_response_is_recorded_with_request_and_outcome() throws Exception {
        String silent;
        String closed;
        // A bound socket that does not listen refuses connections, and keeps its port.
        try (ScriptedTarget target = ScriptedTarget.start(ScriptedTarget.Call::awaitClose);
                Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            silent = target.url("/");
            closed = "http://127.0.0.1:" + taken.getLocalPort() + "/";
            Deliveries.deliver(dispatcher, DispatchBuilder.post(silent).deadline(Duration.ofMillis(50)));
            Deliveries.deliver(dispatcher, DispatchBuilder.post(closed));
        }

        assertThat(log.all()).hasSize(2).allMatch(attempt -> attempt.response() == null);
        assertThat(log.all()).extracting(attempt -> attempt.request().url()).containsExactly(silent, closed);
        assertThat(log.all().getFirst().outcome()).isEqualTo(new DeadlineExceeded());
        assertThat(log.all().getLast().outcome()).isInstanceOf(Unreachable.class);
    }

    @Test
    void attempt_in_flight_at_clear_is_not_recorded() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
            arrived.countDown();
            go.await();
            call.respond(ScriptedTarget.OK);
        })) {
            CompletableFuture<Outcome> late = Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/late")));
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            log.clear();
            go.countDown();
            Deliveries.await(late);
            Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/after")));

            assertThat(log.all()).extracting(attempt -> attempt.request().url()).containsExactly(target.url("/after"));
        }
    }

    @Test
    void attempt_is_listed_before_outcome_and_reported_after_it() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK)) {
            CompletableFuture<Integer> listed = new CompletableFuture<>();
            CompletableFuture<Boolean> handedOut = new CompletableFuture<>();
            CompletableFuture<AttemptRecord> next = log.next(0);
            Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/"))).thenAccept(outcome -> {
                listed.complete(log.all().size());
                handedOut.complete(next.isDone());
            });

            next.get(20, TimeUnit.SECONDS);
            assertThat(listed).isCompletedWithValue(1);
            assertThat(handedOut).isCompletedWithValue(false);
        }
    }

    private static String head(RequestRecord request) {
        String path = request.calledUrl().substring(request.calledUrl().indexOf('/', "http://".length()));
        StringBuilder head = new StringBuilder(request.method() + " " + path + " HTTP/1.1\r\n");
        request.headers()
                .forEach(header -> head.append(header.name())
                        .append(": ")
                        .append(header.value())
                        .append("\r\n"));
        return head.append("\r\n").toString();
    }
}
