package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatcher.http.ClientLimits;
import io.github.cloudtasks.dispatcher.http.TargetTrust;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Outcome.DeadlineExceeded;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sharing, keeping and replacing connections. The connections of the service are not visible. */
@Tag("inferred")
class ConnectionReuseTest {

    @Test
    void sequential_attempts_share_one_connection() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK);
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            for (int i = 0; i < 50; i++) {
                assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                        .isEqualTo(new Responded(200));
            }
            assertThat(target.calls()).hasSize(50);
            assertThat(target.accepted()).isEqualTo(1);
        }
    }

    @Test
    void thousands_of_attempts_share_a_bounded_number_of_connections() throws Exception {
        int tasks = 5000;
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK);
                HttpDispatcher dispatcher = start(20, Duration.ofSeconds(30))) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                outcomes.add(Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/" + i))));
            }
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(Deliveries.await(outcome)).isEqualTo(new Responded(200));
            }
            Set<String> paths = new HashSet<>();
            target.calls().forEach(call -> paths.add(call.path()));
            assertThat(paths).hasSize(tasks);
            assertThat(target.calls()).hasSize(tasks);
            assertThat(target.accepted()).isLessThanOrEqualTo(20);
        }
    }

    @Test
    void slow_target_gets_one_connection_per_attempt() throws Exception {
        int attempts = 1000;
        CountDownLatch together = new CountDownLatch(attempts);
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
                    together.countDown();
                    together.await();
                    call.respond(ScriptedTarget.OK);
                });
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < attempts; i++) {
                outcomes.add(Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/"))));
            }
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(Deliveries.await(outcome)).isEqualTo(new Responded(200));
            }
            assertThat(target.accepted()).isEqualTo(attempts);
        }
    }

    @Test
    void attempts_beyond_the_connection_limit_wait() throws Exception {
        Semaphore go = new Semaphore(0);
        Semaphore received = new Semaphore(0);
        AtomicInteger concurrent = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
                    most.accumulateAndGet(concurrent.incrementAndGet(), Math::max);
                    received.release();
                    go.acquire();
                    concurrent.decrementAndGet();
                    call.respond(ScriptedTarget.OK);
                });
                HttpDispatcher dispatcher = start(2, Duration.ofSeconds(30))) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                outcomes.add(Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/" + i))));
            }
            assertThat(received.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Outcome> hurried = Deliveries.start(
                    dispatcher, DispatchBuilder.post(target.url("/hurried")).deadline(Duration.ofMillis(50)));
            assertThat(Deliveries.await(hurried)).isEqualTo(new DeadlineExceeded());
            go.release(10);
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(Deliveries.await(outcome)).isEqualTo(new Responded(200));
            }
            assertThat(most).hasValue(2);
            assertThat(target.calls())
                    .extracting(ScriptedTarget.Call::path)
                    .hasSize(10)
                    .doesNotContain("/hurried");
        }
    }

    @Test
    void connection_freed_by_a_deadline_serves_the_next_attempt() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
                    if (call.path().equals("/slow")) {
                        call.awaitClose();
                    } else {
                        call.respond(ScriptedTarget.OK);
                    }
                });
                HttpDispatcher dispatcher = start(1, Duration.ofSeconds(30))) {
            CompletableFuture<Outcome> slow = Deliveries.start(
                    dispatcher, DispatchBuilder.post(target.url("/slow")).deadline(Duration.ofSeconds(1)));
            CompletableFuture<Outcome> next = Deliveries.start(dispatcher, DispatchBuilder.post(target.url("/next")));
            assertThat(Deliveries.await(slow)).isEqualTo(new DeadlineExceeded());
            assertThat(Deliveries.await(next)).isEqualTo(new Responded(200));
        }
    }

    @Test
    void refused_connection_fails_all_waiting_attempts() throws Exception {
        int port;
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK)) {
            port = target.port();
        }
        try (HttpDispatcher dispatcher = start(2, Duration.ofSeconds(30))) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                outcomes.add(Deliveries.start(dispatcher, DispatchBuilder.post("http://localhost:" + port + "/")));
            }
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(Deliveries.await(outcome)).isInstanceOf(Unreachable.class);
            }
        }
    }

    @Test
    void request_read_by_target_is_not_sent_again() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
                    if (call.path().equals("/second")) {
                        call.close();
                    } else {
                        call.respond(ScriptedTarget.OK);
                    }
                });
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/first"))))
                    .isEqualTo(new Responded(200));
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/second"))))
                    .isInstanceOf(Unreachable.class);
            assertThat(target.calls())
                    .extracting(ScriptedTarget.Call::connection)
                    .containsExactly(1, 1);
        }
    }

    @Test
    void request_with_partial_response_is_not_sent_again() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
                    if (call.path().equals("/second")) {
                        call.respond("H");
                        call.close();
                    } else {
                        call.respond(ScriptedTarget.OK);
                    }
                });
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/first"))))
                    .isEqualTo(new Responded(200));
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/second"))))
                    .isInstanceOf(Unreachable.class);
            assertThat(target.calls()).hasSize(2);
        }
    }

    @Test
    void request_on_new_connection_is_not_sent_again() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(ScriptedTarget.Call::close);
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isInstanceOf(Unreachable.class);
            assertThat(target.calls()).hasSize(1);
        }
    }

    @Test
    void idle_connection_is_closed_after_timeout() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
                    call.respond(ScriptedTarget.OK);
                    call.awaitClose();
                    closed.countDown();
                });
                HttpDispatcher dispatcher = start(10, Duration.ofMillis(50))) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isEqualTo(new Responded(200));
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static HttpDispatcher start(int connections, Duration idle) {
        return HttpDispatcher.start(
                DispatcherSettings.DEFAULT,
                new ClientLimits(connections, connections, Duration.ofMillis(50), 32, Duration.ofSeconds(10), idle),
                () -> TargetTrust.JDK.newSslContext());
    }
}
