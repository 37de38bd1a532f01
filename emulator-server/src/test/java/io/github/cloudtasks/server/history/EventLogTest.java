package io.github.cloudtasks.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.event.AttemptEffect;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Dispatch DISPATCH = HistoryEvents.dispatch("a", 2);

    private final EventLog log = new EventLog(5, 1 << 20);

    @Test
    void events_have_ascending_ids() {
        add(3);

        assertThat(log.lastId()).isEqualTo(3);
        EventLog.Batch all = log.read(0, 10);
        assertThat(all.lost()).isZero();
        assertThat(ids(all)).containsExactly(1L, 2L, 3L);
        assertThat(all.lastId()).isEqualTo(3);
        assertThat(ids(log.read(2, 10))).containsExactly(3L);
        assertThat(log.read(3, 10)).isEqualTo(new EventLog.Batch(0, List.of(), 3));
    }

    @Test
    void reader_continues_after_a_full_batch() {
        add(5);

        EventLog.Batch first = log.read(0, 2);
        assertThat(ids(first)).containsExactly(1L, 2L);
        assertThat(ids(log.read(first.lastId(), 2))).containsExactly(3L, 4L);
    }

    @Test
    void slow_reader_is_told_how_many_events_it_lost() {
        add(12);

        EventLog.Batch batch = log.read(3, 10);
        assertThat(batch.lost()).isEqualTo(4);
        assertThat(ids(batch)).containsExactly(8L, 9L, 10L, 11L, 12L);
        assertThat(log.read(7, 10).lost()).isZero();
    }

    @Test
    void memory_is_bounded() {
        EventLog small = new EventLog(1000, 2000);
        for (int i = 0; i < 100; i++) {
            small.on(HistoryEvents.started(DISPATCH));
        }

        EventLog.Batch batch = small.read(0, 1000);
        assertThat(batch.events()).hasSizeBetween(5, 8);
        assertThat(batch.lost() + batch.events().size()).isEqualTo(100);
    }

    @Test
    void log_without_room_counts_all_events_as_lost() {
        EventLog none = new EventLog(10, 0);
        none.on(HistoryEvents.started(DISPATCH));

        assertThat(none.read(0, 10)).isEqualTo(new EventLog.Batch(1, List.of(), 1));
    }

    @Test
    void waiting_readers_are_woken() throws Exception {
        List<CompletableFuture<Boolean>> woken =
                List.of(new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
        for (CompletableFuture<Boolean> one : woken) {
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    one.complete(log.await(0, LONG));
                } catch (InterruptedException e) {
                    one.completeExceptionally(e);
                }
            });
            while (reader.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }
        add(1);

        for (CompletableFuture<Boolean> one : woken) {
            assertThat(one.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void wait_ends_at_the_timeout() throws Exception {
        assertThat(log.await(0, Duration.ofMillis(1))).isFalse();
        add(1);
        assertThat(log.await(0, Duration.ZERO)).isTrue();
        assertThat(log.await(1, Duration.ofMillis(1))).isFalse();
    }

    @Test
    void events_are_described_without_payload() {
        Task task = DISPATCH.task();
        EventLog all = new EventLog(100, 1 << 20);
        all.on(new Event.TaskCreated(HistoryEvents.START, task, null));
        all.on(HistoryEvents.started(DISPATCH));
        all.on(HistoryEvents.ended(DISPATCH, 5));
        all.on(new Event.AttemptEnded(HistoryEvents.START, DISPATCH, new Outcome.Unreachable("refused"), null));
        all.on(new Event.AttemptSettled(
                HistoryEvents.START, DISPATCH, new AttemptEffect.Retried(HistoryEvents.START.plusSeconds(9))));
        all.on(new Event.TaskFinished(HistoryEvents.START, task, FinishReason.EXPIRED));
        all.on(new Event.TasksRemoved(HistoryEvents.START, HistoryEvents.QUEUE, FinishReason.PURGED, 7, List.of(task)));
        all.on(new Event.ServiceReset(HistoryEvents.START));

        List<LoggedEvent> events = all.read(0, 100).events();
        assertThat(events)
                .extracting(LoggedEvent::kind)
                .containsExactly(
                        LoggedEvent.Kind.TASK_CREATED,
                        LoggedEvent.Kind.ATTEMPT_STARTED,
                        LoggedEvent.Kind.ATTEMPT_ENDED,
                        LoggedEvent.Kind.ATTEMPT_ENDED,
                        LoggedEvent.Kind.ATTEMPT_SETTLED,
                        LoggedEvent.Kind.TASK_FINISHED,
                        LoggedEvent.Kind.TASKS_REMOVED,
                        LoggedEvent.Kind.RESET);
        assertThat(events.get(0).until()).isEqualTo(task.scheduleTime());
        assertThat(events.get(1).attempt()).isEqualTo(2);
        assertThat(events.get(2).status()).isEqualTo(200);
        assertThat(events.get(2).took()).isEqualTo(Duration.ofMillis(3));
        assertThat(events.get(3).detail()).isEqualTo("refused");
        assertThat(events.get(4).detail()).isEqualTo("RETRIED");
        assertThat(events.get(4).until()).isEqualTo(HistoryEvents.START.plusSeconds(9));
        assertThat(events.get(5).detail()).isEqualTo("EXPIRED");
        assertThat(events.get(6).count()).isEqualTo(7);
        assertThat(events.get(7).queue()).isNull();
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            log.on(HistoryEvents.started(DISPATCH));
        }
    }

    private static List<Long> ids(EventLog.Batch batch) {
        return batch.events().stream().map(LoggedEvent::id).toList();
    }
}
