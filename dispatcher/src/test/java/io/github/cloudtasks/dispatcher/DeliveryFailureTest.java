package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Outcome.DeadlineExceeded;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines, unreachable targets, and the close of the dispatcher. */
class DeliveryFailureTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private HttpDispatcher dispatcher;

    @BeforeEach
    void start() {
        dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: ",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
                "HTTP/1.1 200 OK\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
            })
    @Tag("recorded")
    void incomplete_response_exceeds_deadline_and_closes_connection(String response) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
            call.respond(response);
            call.awaitClose();
            closed.countDown();
        })) {
            assertThat(Deliveries.deliver(
                            dispatcher, DispatchBuilder.post(target.url("/")).deadline(SHORT)))
                    .isEqualTo(new DeadlineExceeded());
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @Tag("inferred")
    void endless_response_exceeds_deadline() throws Exception {
        byte[] piece = new byte[1000];
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
            call.respond("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                call.respond(piece);
            }
        })) {
            assertThat(Deliveries.deliver(
                            dispatcher, DispatchBuilder.post(target.url("/")).deadline(SHORT)))
                    .isEqualTo(new DeadlineExceeded());
        }
    }

    @Test
    @Tag("inferred")
    void deadline_includes_redirects() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
            if (call.path().equals("/a")) {
                call.respond("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n");
            } else {
                call.awaitClose();
            }
        })) {
            assertThat(Deliveries.deliver(
                            dispatcher, DispatchBuilder.post(target.url("/a")).deadline(Duration.ofSeconds(1))))
                    .isEqualTo(new DeadlineExceeded());
            assertThat(target.calls()).hasSize(2);
        }
    }

    @Test
    @Tag("inferred")
    void deadline_includes_sending_an_unread_body() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1)) {
            DispatchBuilder task = DispatchBuilder.post("http://127.0.0.1:" + deaf.getLocalPort() + "/")
                    .body(new byte[32 << 20]);
            assertThat(Deliveries.deliver(dispatcher, task.deadline(SHORT))).isEqualTo(new DeadlineExceeded());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    @Tag("inferred")
    void past_deadline_is_exceeded(long seconds) throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(ScriptedTarget.Call::awaitClose)) {
            DispatchBuilder task = DispatchBuilder.post(target.url("/")).deadline(Duration.ofSeconds(seconds));
            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new DeadlineExceeded());
        }
    }

    @Test
    @Tag("recorded")
    void refused_connection_is_unreachable() throws Exception {
        int port = freePort();
        assertUnreachable(
                Deliveries.deliver(dispatcher, DispatchBuilder.post("http://localhost:" + port + "/")),
                "cannot connect to http://localhost:" + port + ": ",
                "onnection refused",
                "127.0.0.1:" + port,
                "[::1]:" + port);
    }

    @Test
    @Tag("recorded")
    void unknown_host_is_unreachable() throws Exception {
        DispatcherSettings settings = DispatcherSettings.DEFAULT.withNameLookup(host -> {
            throw new UnknownHostException(host);
        });
        try (HttpDispatcher nameless = HttpDispatcher.start(settings)) {
            assertUnreachable(
                    Deliveries.deliver(nameless, DispatchBuilder.post("https://nowhere.example/work")),
                    "cannot connect to https://nowhere.example: the host name is not known");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31mHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/\u001b]0;title\u0007 200 OK\r\n\r\n",
                "HTTP/1.1 2\u001b[2J0 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\u001b[31m\r\n",
            })
    @Tag("inferred")
    void reason_shows_control_characters_of_the_target_escaped(String response) throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
            call.respond(response);
            call.close();
        })) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            unreachable -> assertThat(unreachable.reason())
                                    .isNotBlank()
                                    .matches("[^\\p{Cntrl}]*"));
        }
    }

    @Test
    @Tag("inferred")
    void control_characters_after_the_status_have_no_effect() throws Exception {
        try (ScriptedTarget target =
                ScriptedTarget.responding("HTTP/1.1 200 \u001b[2J\r\nX-A: \u001b[31m\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isEqualTo(new Outcome.Responded(200));
        }
    }

    @Test
    @Tag("recorded")
    void queue_method_get_with_body_sends_nothing() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK)) {
            HttpTarget override = new HttpTarget(null, HttpMethod.GET, List.of(), null);
            DispatchBuilder task =
                    DispatchBuilder.http(HttpMethod.POST, target.url("/"), "hi").target(override);
            Outcome outcome = Deliveries.deliver(dispatcher, task);
            assertUnreachable(outcome, "the queue's method GET does not allow the body of the task");
            assertThat(outcome.httpStatus()).isZero();
            assertThat(target.accepted()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://", "http://:x/", "http://a:70000/", "http://[/", "gopher://a/", "\u0000"})
    @Tag("inferred")
    void invalid_url_is_unreachable(String url) throws Exception {
        assertUnreachable(Deliveries.deliver(dispatcher, DispatchBuilder.post(url)), "the url");
    }

    @Test
    @Tag("inferred")
    void failing_token_provider_is_unreachable() throws Exception {
        DispatcherSettings failing = DispatcherSettings.DEFAULT.withAuthorizationProvider((wanted, url) -> {
            throw new IllegalStateException("no key");
        });
        try (HttpDispatcher withoutKey = HttpDispatcher.start(failing)) {
            DispatchBuilder task = DispatchBuilder.post("http://localhost:1/")
                    .authorized(new Authorization.OidcToken("a@example.com", ""));
            assertUnreachable(Deliveries.deliver(withoutKey, task), "the request could not be created", "no key");
        }
    }

    @Test
    @Tag("inferred")
    void close_ends_attempts_in_flight_as_unreachable() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
            received.countDown();
            call.awaitClose();
        })) {
            CompletableFuture<Outcome> outcome = Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/")));
            assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
            dispatcher.close();
            assertUnreachable(Deliveries.await(outcome), "the dispatcher is closed");
            assertUnreachable(
                    Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))), "the dispatcher is closed");
            dispatcher.close();
        }
    }

    @Test
    @Tag("inferred")
    void close_leaves_shared_event_loop_running() throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK)) {
            for (int i = 0; i < 2; i++) {
                HttpDispatcher shared = HttpDispatcher.start(DispatcherSettings.DEFAULT, group);
                assertThat(Deliveries.deliver(shared, DispatchBuilder.post(target.url("/"))))
                        .isEqualTo(new Responded(200));
                shared.close();
                assertUnreachable(
                        Deliveries.deliver(shared, DispatchBuilder.post(target.url("/"))), "the dispatcher is closed");
            }
            assertThat(group.isShuttingDown()).isFalse();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static void assertUnreachable(Outcome outcome, String start) {
        assertUnreachable(outcome, start, new String[] {""});
    }

    private static void assertUnreachable(Outcome outcome, String start, String... parts) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> assertThat(unreachable.reason())
                                .startsWith(start)
                                .contains(parts));
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
