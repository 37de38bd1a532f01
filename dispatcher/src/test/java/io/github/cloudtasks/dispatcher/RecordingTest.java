package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Outcome;
import io.github.cloudtasks.model.Outcome.DeadlineExceeded;
import io.github.cloudtasks.model.Outcome.Responded;
import io.github.cloudtasks.model.Outcome.Unreachable;
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

/** What the log of attempts keeps of real ones. */
class RecordingTest {
    private final AttemptLog log = new AttemptLog();
    private final HttpDispatcher dispatcher = HttpDispatcher.start(Settings.DEFAULT, log);

    @AfterEach
    void stop() {
        dispatcher.close();
    }

    @Test
    void request_and_response_are_kept_as_they_were_on_the_wire() throws Exception {
        try (Sink sink = Sink.answering("HTTP/1.1 201 Created\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 5\r\n\r\nhello")) {
            Deliveries.deliver(
                    dispatcher,
                    Dispatches.http(HttpMethod.PUT, sink.url("/a?b"), "hi", "X-Own", "mine")
                            .retry(2, 1, new Responded(500)));

            RecordedAttempt attempt = log.take(Duration.ofSeconds(20));
            assertThat(attempt.task().taskId()).isEqualTo("t");
            assertThat(attempt.number()).isEqualTo(3);
            assertThat(attempt.dispatchTime()).isEqualTo(Dispatches.SCHEDULE_TIME.plusMillis(3));
            assertThat(attempt.took()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(20));
            assertThat(attempt.outcome()).isEqualTo(new Responded(201));
            assertThat(attempt.redirects()).isZero();
            assertThat(head(attempt.request()))
                    .isEqualTo(sink.calls().getFirst().head());
            assertThat(attempt.request().header("x-own")).isEqualTo("mine");
            assertThat(attempt.request().header("x-other")).isNull();
            assertThat(attempt.request().url()).isEqualTo(sink.url("/a?b"));
            assertThat(attempt.request().calledUrl()).isEqualTo(sink.url("/a?b"));
            assertThat(attempt.request().body().text()).isEqualTo("hi");
            assertThat(attempt.response().status()).isEqualTo(201);
            assertThat(attempt.response().headers())
                    .containsExactly(new Header("X-A", "1"), new Header("X-A", "2"), new Header("Content-Length", "5"));
            assertThat(attempt.response().body().text()).isEqualTo("hello");
            assertThat(attempt.response().body().isCut()).isFalse();
        }
    }

    @Test
    void long_bodies_are_cut_and_say_how_long_they_were() throws Exception {
        int length = 3 * RecordedBody.MOST + 1;
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
        try (Sink sink = Sink.answering(head + "b".repeat(length))) {
            Deliveries.deliver(dispatcher, Dispatches.http(HttpMethod.POST, sink.url("/"), "a".repeat(length)));

            RecordedAttempt attempt = log.take(Duration.ofSeconds(20));
            for (RecordedBody body :
                    List.of(attempt.request().body(), attempt.response().body())) {
                assertThat(body.bytes().size()).isEqualTo(RecordedBody.MOST);
                assertThat(body.length()).isEqualTo(length);
                assertThat(body.isCut()).isTrue();
            }
            assertThat(attempt.request().body().text()).isEqualTo("a".repeat(RecordedBody.MOST));
            assertThat(attempt.response().body().text()).isEqualTo("b".repeat(RecordedBody.MOST));
        }
    }

    @Test
    void a_body_in_many_pieces_is_one() throws Exception {
        StringBuilder answer = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 1000; i++) {
            answer.append("3\r\nabc\r\n");
        }
        try (Sink sink = Sink.answering(answer + "0\r\n\r\n")) {
            Deliveries.deliver(dispatcher, Dispatches.post(sink.url("/")));

            assertThat(log.take(Duration.ofSeconds(20)).response().body().text())
                    .isEqualTo("abc".repeat(1000));
        }
    }

    @Test
    void an_interim_answer_is_not_the_response() throws Exception {
        try (Sink sink = Sink.answering("HTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")) {
            Deliveries.deliver(dispatcher, Dispatches.post(sink.url("/")));

            RecordedResponse response = log.take(Duration.ofSeconds(20)).response();
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.headers()).isEmpty();
            assertThat(response.body()).isEqualTo(RecordedBody.EMPTY);
        }
    }

    @Test
    void after_redirects_the_last_request_and_response_are_kept_and_their_number() throws Exception {
        String moved = "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nmoved";
        try (Sink sink = Sink.start(call -> call.answer(call.path().equals("/b") ? Sink.OK : moved))) {
            Deliveries.deliver(dispatcher, Dispatches.http(HttpMethod.POST, sink.url("/a"), "hi"));

            RecordedAttempt attempt = log.take(Duration.ofSeconds(20));
            assertThat(attempt.redirects()).isEqualTo(1);
            assertThat(attempt.request().method()).isEqualTo(HttpMethod.GET);
            assertThat(attempt.request().url()).isEqualTo(sink.url("/b"));
            assertThat(attempt.request().body()).isEqualTo(RecordedBody.EMPTY);
            assertThat(attempt.response().body().text()).isEqualTo("ok");
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void an_attempt_that_never_left_is_kept_with_its_reason() throws Exception {
        Deliveries.deliver(dispatcher, Dispatches.post("gopher://a/").named("url"));
        Deliveries.deliver(dispatcher, Dispatches.appEngine("/").named("app"));

        assertThat(log.all()).hasSize(2).allMatch(attempt -> attempt.request() == null && attempt.response() == null);
        assertThat(log.all())
                .extracting(attempt -> attempt.outcome().toString())
                .satisfiesExactly(
                        url -> assertThat(url).contains("gopher://a/"),
                        app -> assertThat(app).contains("--app-engine-url"));
    }

    @Test
    void without_an_answer_there_is_a_request_and_an_outcome() throws Exception {
        String silent;
        String closed;
        // A port that is taken by somebody who does not listen refuses for sure.
        try (Sink sink = Sink.start(Sink.Call::awaitClose);
                Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            silent = sink.url("/");
            closed = "http://127.0.0.1:" + taken.getLocalPort() + "/";
            Deliveries.deliver(dispatcher, Dispatches.post(silent).deadline(Duration.ofMillis(50)));
            Deliveries.deliver(dispatcher, Dispatches.post(closed));
        }

        assertThat(log.all()).hasSize(2).allMatch(attempt -> attempt.response() == null);
        assertThat(log.all()).extracting(attempt -> attempt.request().url()).containsExactly(silent, closed);
        assertThat(log.all().getFirst().outcome()).isEqualTo(new DeadlineExceeded());
        assertThat(log.all().getLast().outcome()).isInstanceOf(Unreachable.class);
    }

    @Test
    void what_was_under_way_when_the_log_was_cleared_is_not_recorded() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Sink sink = Sink.start(call -> {
            arrived.countDown();
            go.await();
            call.answer(Sink.OK);
        })) {
            CompletableFuture<Outcome> late = Deliveries.start(dispatcher, Dispatches.post(sink.url("/late")));
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            log.clear();
            go.countDown();
            Deliveries.await(late);
            Deliveries.deliver(dispatcher, Dispatches.post(sink.url("/after")));

            assertThat(log.all()).extracting(attempt -> attempt.request().url()).containsExactly(sink.url("/after"));
        }
    }

    @Test
    void it_is_listed_before_the_outcome_is_known_and_handed_out_after_it() throws Exception {
        try (Sink sink = Sink.answering(Sink.OK)) {
            CompletableFuture<Integer> listed = new CompletableFuture<>();
            CompletableFuture<Boolean> handedOut = new CompletableFuture<>();
            CompletableFuture<RecordedAttempt> next = log.next(0);
            Deliveries.start(dispatcher, Dispatches.post(sink.url("/"))).thenAccept(outcome -> {
                listed.complete(log.all().size());
                handedOut.complete(next.isDone());
            });

            next.get(20, TimeUnit.SECONDS);
            assertThat(listed).isCompletedWithValue(1);
            assertThat(handedOut).isCompletedWithValue(false);
        }
    }

    private static String head(RecordedRequest request) {
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
