package io.github.cloudtasks.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.event.Event.AttemptEnded;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AttemptLogTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private final AttemptLog log = new AttemptLog();

    @Test
    void attempts_are_numbered_as_they_end() {
        add("a", "b", "c");

        assertThat(ids(log.all())).containsExactly("a", "b", "c");
        assertThat(log.all()).extracting(AttemptRecord::serial).containsExactly(1L, 2L, 3L);
        assertThat(ids(log.after(1))).containsExactly("b", "c");
        assertThat(log.after(3)).isEmpty();
        assertThat(log.lastSerial()).isEqualTo(3);
    }

    @Test
    void oldest_attempts_are_dropped_above_maximum_number() {
        for (int i = 1; i <= AttemptLog.MAX_ATTEMPTS + 5; i++) {
            add("t" + i, 0);
        }

        assertThat(log.all()).hasSize(AttemptLog.MAX_ATTEMPTS);
        assertThat(log.all().getFirst().serial()).isEqualTo(6);
        assertThat(log.after(AttemptLog.MAX_ATTEMPTS + 3)).hasSize(2);
    }

    @Test
    void oldest_attempts_are_dropped_above_maximum_size() {
        int body = TruncatedBody.MAX_BYTES;
        for (int i = 0; i < 100; i++) {
            add("t" + i, body);
        }

        assertThat(log.all()).hasSize(AttemptLog.MAX_BYTES / body - 1);
        assertThat(log.all().getLast().task().taskId()).isEqualTo("t99");
    }

    @Test
    void latest_attempt_is_kept_at_any_size() {
        add("a", AttemptLog.MAX_BYTES + 1);
        assertThat(log.all()).hasSize(1);

        add("b", 1);
        assertThat(ids(log.all())).containsExactly("b");
    }

    @Test
    void attempts_are_taken_once_and_in_order() throws Exception {
        add("a", "b");

        assertThat(log.take(Duration.ZERO).task().taskId()).isEqualTo("a");
        assertThat(log.take(Duration.ZERO).task().taskId()).isEqualTo("b");
        assertThat(log.take(Duration.ZERO)).isNull();
        assertThat(log.take(Duration.ofMillis(1))).isNull();
        assertThat(log.take(Duration.ofSeconds(-5))).isNull();
        assertThat(ids(log.all())).containsExactly("a", "b");
    }

    @Test
    void take_waits_for_next_attempt() throws Exception {
        CompletableFuture<AttemptRecord> taken = new CompletableFuture<>();
        Thread taker = Thread.ofVirtual().start(() -> {
            try {
                taken.complete(log.take(Duration.ofDays(100_000)));
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        while (taker.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        add("a");

        assertThat(taken.get(20, TimeUnit.SECONDS).task().taskId()).isEqualTo("a");
    }

    @Test
    void parallel_takers_get_different_attempts() throws Exception {
        List<CompletableFuture<AttemptRecord>> taken = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            CompletableFuture<AttemptRecord> one = new CompletableFuture<>();
            taken.add(one);
            Thread.ofVirtual().start(() -> {
                try {
                    one.complete(log.take(LONG));
                } catch (InterruptedException e) {
                    one.completeExceptionally(e);
                }
            });
        }
        for (int i = 0; i < 10; i++) {
            add("t" + i);
        }
        List<Long> serials = new ArrayList<>();
        for (CompletableFuture<AttemptRecord> one : taken) {
            serials.add(one.get(20, TimeUnit.SECONDS).serial());
        }

        assertThat(serials).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void next_attempt_completes_now_or_later() {
        add("a", "b");
        assertThat(log.next(0))
                .isCompletedWithValueMatching(next -> next.task().taskId().equals("a"));
        assertThat(log.next(1))
                .isCompletedWithValueMatching(next -> next.task().taskId().equals("b"));

        CompletableFuture<AttemptRecord> third = log.next(2);
        CompletableFuture<AttemptRecord> fifth = log.next(4);
        assertThat(third).isNotDone();
        add("c", "d");
        assertThat(third)
                .isCompletedWithValueMatching(next -> next.task().taskId().equals("c"));
        assertThat(fifth).isNotDone();
        add("e");
        assertThat(fifth)
                .isCompletedWithValueMatching(next -> next.task().taskId().equals("e"));
    }

    @Test
    void log_may_be_read_while_an_attempt_is_reported() {
        List<String> heard = new ArrayList<>();
        CompletableFuture<Void> both = log.next(0)
                .thenCompose(first -> {
                    heard.addAll(ids(log.all()));
                    return log.next(first.serial());
                })
                .thenAccept(second -> heard.addAll(ids(log.all())));
        add("a", "b");

        assertThat(both).isCompleted();
        assertThat(heard).containsExactly("a", "a", "b");
    }

    @Test
    void cancelled_wait_is_removed() {
        CompletableFuture<AttemptRecord> cancelled = log.next(0);
        assertThat(cancelled.cancel(false)).isTrue();
        add("a");

        assertThat(cancelled).isCancelled();
    }

    @Test
    void attempt_is_listed_at_its_end_and_reported_after_its_outcome_is_applied() throws Exception {
        CompletableFuture<AttemptRecord> next = log.next(0);
        Dispatch dispatch = HistoryEvents.dispatch("a", 1);
        log.on(HistoryEvents.started(dispatch));
        log.on(HistoryEvents.ended(dispatch, 0));

        assertThat(ids(log.all())).containsExactly("a");
        assertThat(next).isNotDone();
        assertThat(log.next(0)).isNotDone();
        assertThat(log.take(Duration.ZERO)).isNull();

        log.on(HistoryEvents.settled(dispatch));
        assertThat(next).isCompleted();
        assertThat(log.take(Duration.ZERO).task().taskId()).isEqualTo("a");
    }

    @Test
    void clear_removes_attempts_and_keeps_serials() throws Exception {
        add("a", "b");
        Dispatch late = HistoryEvents.dispatch("late", 1);
        log.on(HistoryEvents.started(late));
        CompletableFuture<AttemptRecord> waiting = log.next(2);
        log.clear();

        assertThat(log.all()).isEmpty();
        assertThat(log.take(Duration.ZERO)).isNull();
        log.on(HistoryEvents.ended(late, 0));
        log.on(HistoryEvents.settled(late));
        assertThat(log.all()).isEmpty();
        add("c");
        assertThat(log.take(Duration.ZERO).serial()).isEqualTo(3);
        assertThat(waiting)
                .isCompletedWithValueMatching(next -> next.task().taskId().equals("c"));
    }

    @Test
    void record_has_the_number_and_the_time_of_the_attempt() {
        Dispatch third = HistoryEvents.dispatch("a", 3);
        log.on(HistoryEvents.started(third));
        log.on(HistoryEvents.ended(third, 5));

        AttemptRecord attempt = log.all().getFirst();
        assertThat(attempt.number()).isEqualTo(3);
        assertThat(attempt.dispatchTime()).isEqualTo(HistoryEvents.START.plusMillis(3));
        assertThat(attempt.outcome()).isEqualTo(new Responded(200));
        assertThat(attempt.remoteAddress()).isEqualTo("[::1]:9000");
        assertThat(attempt.request().body().length()).isEqualTo(5);
    }

    @Test
    void attempt_without_exchange_is_listed() {
        Dispatch dispatch = HistoryEvents.dispatch("a", 1);
        log.on(HistoryEvents.started(dispatch));
        log.on(new AttemptEnded(HistoryEvents.START, dispatch, new Unreachable("refused"), null));

        AttemptRecord attempt = log.all().getFirst();
        assertThat(attempt.error()).isEqualTo("refused");
        assertThat(attempt.request()).isNull();
        assertThat(attempt.remoteAddress()).isNull();
    }

    private void add(String id, int bodySize) {
        Dispatch dispatch = HistoryEvents.dispatch(id, 1);
        log.on(HistoryEvents.started(dispatch));
        log.on(HistoryEvents.ended(dispatch, bodySize));
        log.on(HistoryEvents.settled(dispatch));
    }

    private void add(String... ids) {
        for (String id : ids) {
            add(id, 0);
        }
    }

    private static List<String> ids(List<AttemptRecord> attempts) {
        return attempts.stream().map(attempt -> attempt.task().taskId()).toList();
    }
}
