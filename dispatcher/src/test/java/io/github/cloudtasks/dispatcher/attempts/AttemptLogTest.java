package io.github.cloudtasks.dispatcher.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatcher.DispatchBuilder;
import io.github.cloudtasks.dispatcher.http.TruncatedBody;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.QueueName;
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
    void the_oldest_fall_out_when_there_are_too_many() {
        for (int i = 1; i <= AttemptLog.MAX_ATTEMPTS + 5; i++) {
            log.add(attempt("t" + i, 0));
        }

        assertThat(log.all()).hasSize(AttemptLog.MAX_ATTEMPTS);
        assertThat(log.all().getFirst().serial()).isEqualTo(6);
        assertThat(log.after(AttemptLog.MAX_ATTEMPTS + 3)).hasSize(2);
    }

    @Test
    void the_oldest_fall_out_when_they_take_too_much_room() {
        int body = TruncatedBody.MAX_BYTES;
        for (int i = 0; i < 100; i++) {
            log.add(attempt("t" + i, body));
        }

        assertThat(log.all()).hasSize(AttemptLog.MAX_BYTES / body - 1);
        assertThat(log.all().getLast().task().taskId()).isEqualTo("t99");
    }

    @Test
    void the_latest_is_kept_however_large() {
        log.add(attempt("a", AttemptLog.MAX_BYTES + 1));
        assertThat(log.all()).hasSize(1);

        log.add(attempt("b", 1));
        assertThat(ids(log.all())).containsExactly("b");
    }

    @Test
    void each_attempt_is_taken_once_in_the_order_of_their_ends() throws Exception {
        add("a", "b");

        assertThat(log.take(Duration.ZERO).task().taskId()).isEqualTo("a");
        assertThat(log.take(Duration.ZERO).task().taskId()).isEqualTo("b");
        assertThat(log.take(Duration.ZERO)).isNull();
        assertThat(log.take(Duration.ofMillis(1))).isNull();
        assertThat(log.take(Duration.ofSeconds(-5))).isNull();
        assertThat(ids(log.all())).containsExactly("a", "b");
    }

    @Test
    void taking_waits_for_the_next_attempt() throws Exception {
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
    void takers_share_the_attempts() throws Exception {
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
    void the_next_attempt_after_a_serial_is_there_at_once_or_comes_later() {
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
    void who_hears_of_an_attempt_may_ask_the_log_again() {
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
    void a_cancelled_wait_is_forgotten() {
        CompletableFuture<AttemptRecord> cancelled = log.next(0);
        assertThat(cancelled.cancel(false)).isTrue();
        add("a");

        assertThat(cancelled).isCancelled();
    }

    @Test
    void an_attempt_is_listed_before_its_effect_and_handed_out_after_it() throws Exception {
        CompletableFuture<AttemptRecord> next = log.next(0);
        long serial = log.record(log.era(), attempt("a", 0));

        assertThat(ids(log.all())).containsExactly("a");
        assertThat(next).isNotDone();
        assertThat(log.next(0)).isNotDone();
        assertThat(log.take(Duration.ZERO)).isNull();

        log.announce(serial);
        assertThat(next).isCompleted();
        assertThat(log.take(Duration.ZERO).task().taskId()).isEqualTo("a");
    }

    @Test
    void clearing_forgets_all_and_goes_on_counting() throws Exception {
        add("a", "b");
        long era = log.era();
        CompletableFuture<AttemptRecord> waiting = log.next(2);
        log.clear();

        assertThat(log.all()).isEmpty();
        assertThat(log.take(Duration.ZERO)).isNull();
        assertThat(log.record(era, attempt("late", 0))).isZero();
        assertThat(log.all()).isEmpty();
        add("c");
        assertThat(log.take(Duration.ZERO).serial()).isEqualTo(3);
        assertThat(waiting)
                .isCompletedWithValueMatching(next -> next.task().taskId().equals("c"));
    }

    private void add(String... ids) {
        for (String id : ids) {
            log.add(attempt(id, 0));
        }
    }

    private static List<String> ids(List<AttemptRecord> attempts) {
        return attempts.stream().map(attempt -> attempt.task().taskId()).toList();
    }

    private static AttemptRecord attempt(String id, int bodySize) {
        TruncatedBody body = new TruncatedBody(Bytes.wrap(new byte[bodySize]), bodySize);
        return new AttemptRecord(
                0,
                QueueName.of("p", "us-central1", "q").task(id),
                1,
                DispatchBuilder.SCHEDULE_TIME,
                Duration.ofMillis(3),
                new RequestRecord(HttpMethod.POST, "http://a/", "http://a/", List.of(), body),
                new Responded(200),
                null,
                0);
    }
}
