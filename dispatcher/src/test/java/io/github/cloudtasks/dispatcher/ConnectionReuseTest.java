package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

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

/** How connections are shared, kept and replaced. All of it is ours: the service's are not visible. */
@Tag("inferred")
class ConnectionReuseTest {

    @Test
    void attempts_one_after_the_other_share_one_connection() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.answering(ScriptedTarget.OK);
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            for (int i = 0; i < 50; i++) {
                assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(sink.url("/"))))
                        .isEqualTo(new Responded(200));
            }
            assertThat(sink.calls()).hasSize(50);
            assertThat(sink.accepted()).isEqualTo(1);
        }
    }

    @Test
    void thousands_at_once_are_each_delivered_once_over_a_bounded_number_of_connections() throws Exception {
        int tasks = 5000;
        try (ScriptedTarget sink = ScriptedTarget.answering(ScriptedTarget.OK);
                HttpDispatcher dispatcher = start(20, Duration.ofSeconds(30))) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                outcomes.add(Deliveries.start(dispatcher, DispatchBuilder.post(sink.url("/" + i))));
            }
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(Deliveries.await(outcome)).isEqualTo(new Responded(200));
            }
            Set<String> paths = new HashSet<>();
            sink.calls().forEach(call -> paths.add(call.path()));
            assertThat(paths).hasSize(tasks);
            assertThat(sink.calls()).hasSize(tasks);
            assertThat(sink.accepted()).isLessThanOrEqualTo(20);
        }
    }

    @Test
    void slow_targets_get_as_many_connections_as_there_are_attempts() throws Exception {
        int attempts = 100;
        CountDownLatch together = new CountDownLatch(attempts);
        try (ScriptedTarget sink = ScriptedTarget.start(call -> {
                    together.countDown();
                    together.await();
                    call.answer(ScriptedTarget.OK);
                });
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < attempts; i++) {
                outcomes.add(Deliveries.start(dispatcher, DispatchBuilder.post(sink.url("/"))));
            }
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(Deliveries.await(outcome)).isEqualTo(new Responded(200));
            }
            assertThat(sink.accepted()).isEqualTo(attempts);
        }
    }

    @Test
    void attempts_beyond_the_limit_wait_in_line() throws Exception {
        Semaphore go = new Semaphore(0);
        Semaphore received = new Semaphore(0);
        AtomicInteger concurrent = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedTarget sink = ScriptedTarget.start(call -> {
                    most.accumulateAndGet(concurrent.incrementAndGet(), Math::max);
                    received.release();
                    go.acquire();
                    concurrent.decrementAndGet();
                    call.answer(ScriptedTarget.OK);
                });
                HttpDispatcher dispatcher = start(2, Duration.ofSeconds(30))) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                outcomes.add(Deliveries.start(dispatcher, DispatchBuilder.post(sink.url("/" + i))));
            }
            assertThat(received.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Outcome> hurried = Deliveries.start(
                    dispatcher, DispatchBuilder.post(sink.url("/hurried")).deadline(Duration.ofMillis(50)));
            assertThat(Deliveries.await(hurried)).isEqualTo(new DeadlineExceeded());
            go.release(10);
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(Deliveries.await(outcome)).isEqualTo(new Responded(200));
            }
            assertThat(most).hasValue(2);
            assertThat(sink.calls())
                    .extracting(ScriptedTarget.Call::path)
                    .hasSize(10)
                    .doesNotContain("/hurried");
        }
    }

    @Test
    void a_slot_that_a_deadline_frees_serves_the_next_in_line() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.start(call -> {
                    if (call.path().equals("/slow")) {
                        call.awaitClose();
                    } else {
                        call.answer(ScriptedTarget.OK);
                    }
                });
                HttpDispatcher dispatcher = start(1, Duration.ofSeconds(30))) {
            CompletableFuture<Outcome> slow = Deliveries.start(
                    dispatcher, DispatchBuilder.post(sink.url("/slow")).deadline(Duration.ofSeconds(1)));
            CompletableFuture<Outcome> next = Deliveries.start(dispatcher, DispatchBuilder.post(sink.url("/next")));
            assertThat(Deliveries.await(slow)).isEqualTo(new DeadlineExceeded());
            assertThat(Deliveries.await(next)).isEqualTo(new Responded(200));
        }
    }

    @Test
    void everyone_in_line_hears_that_a_target_refuses() throws Exception {
        int port;
        try (ScriptedTarget sink = ScriptedTarget.answering(ScriptedTarget.OK)) {
            port = sink.port();
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
    void a_request_that_a_target_has_read_is_not_sent_again() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.start(call -> {
                    if (call.path().equals("/second")) {
                        call.close();
                    } else {
                        call.answer(ScriptedTarget.OK);
                    }
                });
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(sink.url("/first"))))
                    .isEqualTo(new Responded(200));
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(sink.url("/second"))))
                    .isInstanceOf(Unreachable.class);
            assertThat(sink.calls()).extracting(ScriptedTarget.Call::connection).containsExactly(1, 1);
        }
    }

    @Test
    void a_request_of_whose_answer_anything_has_arrived_is_not_sent_again() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.start(call -> {
                    if (call.path().equals("/second")) {
                        call.answer("H");
                        call.close();
                    } else {
                        call.answer(ScriptedTarget.OK);
                    }
                });
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(sink.url("/first"))))
                    .isEqualTo(new Responded(200));
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(sink.url("/second"))))
                    .isInstanceOf(Unreachable.class);
            assertThat(sink.calls()).hasSize(2);
        }
    }

    @Test
    void a_request_on_a_new_connection_is_not_sent_again() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.start(ScriptedTarget.Call::close);
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(sink.url("/"))))
                    .isInstanceOf(Unreachable.class);
            assertThat(sink.calls()).hasSize(1);
        }
    }

    @Test
    void an_unused_connection_is_closed_after_a_while() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedTarget sink = ScriptedTarget.start(call -> {
                    call.answer(ScriptedTarget.OK);
                    call.awaitClose();
                    closed.countDown();
                });
                HttpDispatcher dispatcher = start(10, Duration.ofMillis(50))) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(sink.url("/"))))
                    .isEqualTo(new Responded(200));
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static HttpDispatcher start(int connections, Duration idle) {
        return HttpDispatcher.start(
                DispatcherSettings.DEFAULT,
                new ClientLimits(connections, 32, Duration.ofSeconds(10), idle),
                () -> ClientTls.of(TargetTrust.JDK));
    }
}
