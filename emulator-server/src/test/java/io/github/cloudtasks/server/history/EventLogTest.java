package io.github.cloudtasks.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.event.AttemptEffect;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.grpc.rpc.FailedCall;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLogTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Dispatch DISPATCH = HistoryEvents.dispatch("a", 2);

    private final EventLog log = new EventLog(5, 1 << 20, 0);

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
    void ids_follow_the_start_id() {
        EventLog later = new EventLog(2, 1 << 20, 1000);
        for (int i = 0; i < 3; i++) {
            later.on(HistoryEvents.started(DISPATCH));
        }

        EventLog.Batch all = later.read(0, 10);
        assertThat(ids(all)).containsExactly(1002L, 1003L);
        assertThat(all.lost()).isEqualTo(1);
        assertThat(later.read(1000, 10)).isEqualTo(all);
        assertThat(new EventLog(2, 1 << 20, 1000).read(0, 10)).isEqualTo(new EventLog.Batch(0, List.of(), 1000));
    }

    @Test
    void ids_of_other_logs_are_recognized() {
        EventLog later = new EventLog(2, 1 << 20, 1000);
        for (int i = 0; i < 3; i++) {
            later.on(HistoryEvents.started(DISPATCH));
        }

        assertThat(List.of(0L, 1000L, 1001L, 1003L)).allMatch(later::isOwn);
        assertThat(List.of(1L, 999L, 1004L, Long.MAX_VALUE)).noneMatch(later::isOwn);
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
        EventLog small = new EventLog(1000, 2000, 0);
        for (int i = 0; i < 100; i++) {
            small.on(HistoryEvents.started(DISPATCH));
        }

        EventLog.Batch batch = small.read(0, 1000);
        assertThat(batch.events()).hasSizeBetween(5, 8);
        assertThat(batch.lost() + batch.events().size()).isEqualTo(100);
    }

    @Test
    void log_without_room_counts_all_events_as_lost() {
        EventLog none = new EventLog(10, 0, 0);
        none.on(HistoryEvents.started(DISPATCH));

        assertThat(none.read(0, 10)).isEqualTo(new EventLog.Batch(1, List.of(), 1));
    }

    @Test
    void failed_calls_drop_no_other_events() {
        EventLog mixed = new EventLog(50, 1 << 20, 0);
        for (int i = 0; i < 50; i++) {
            mixed.on(HistoryEvents.started(DISPATCH));
        }
        for (int i = 0; i < 200; i++) {
            mixed.add(failed("message"), HistoryEvents.START);
        }

        EventLog.Batch batch = mixed.read(0, 100);
        assertThat(batch.events()).hasSize(55);
        assertThat(batch.lost()).isEqualTo(195);
        assertThat(ids(batch))
                .startsWith(1L)
                .endsWith(246L, 247L, 248L, 249L, 250L)
                .isSorted();
        assertThat(batch.lastId()).isEqualTo(250);
        assertThat(mixed.read(246, 100).lost()).isZero();
    }

    @Test
    void lost_events_between_others_are_counted_once() {
        EventLog mixed = new EventLog(20, 1 << 20, 0);
        for (int i = 0; i < 10; i++) {
            mixed.on(HistoryEvents.started(DISPATCH));
            mixed.add(failed("message"), HistoryEvents.START);
        }
        long lost = 0;
        int read = 0;
        long after = 0;
        while (after < mixed.lastId()) {
            EventLog.Batch batch = mixed.read(after, 3);
            lost += batch.lost();
            read += batch.events().size();
            after = batch.lastId();
        }

        assertThat(read).isEqualTo(12);
        assertThat(lost).isEqualTo(8);
    }

    @Test
    void messages_of_failed_calls_are_bounded() {
        EventLog small = new EventLog(1000, 30_000, 0);
        for (int i = 0; i < 100; i++) {
            small.add(failed("x".repeat(100_000)), HistoryEvents.START);
        }

        List<LoggedEvent> kept = small.read(0, 1000).events();
        assertThat(kept).hasSize(1);
        assertThat(kept.getFirst().detail()).hasSize(1001).endsWith("x…");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
          projects/p/locations/l/queues/q/tasks/t, '', projects/p/locations/l/queues/q, t
          parent=projects/p/locations/l/queues/q, '', projects/p/locations/l/queues/q,
          queue.name=projects/p/locations/l/queues/q&x=y, '', projects/p/locations/l/queues/q,
          parent=projects/p/locations/l, '', ,
          projects/p/locations/l/queues/q:pause, '', projects/p/locations/l/queues/q,
          '', 'The queue "projects/example.com:p/locations/l/queues/q" does not exist.', projects/example.com:p/locations/l/queues/q,
          '', No name at all, ,
          """)
    void queue_and_task_of_a_failed_call_are_found(String resource, String message, String queue, String task) {
        EventLog calls = new EventLog(50, 1 << 20, 0);
        calls.add(new FailedCall("m", 3, message, resource, Duration.ofMillis(2)), HistoryEvents.START);

        LoggedEvent event = calls.read(0, 1).events().getFirst();
        assertThat(event.queue() == null ? null : event.queue().toString()).isEqualTo(queue);
        assertThat(event.task() == null ? null : event.task().taskId()).isEqualTo(task);
        assertThat(event.call()).isEqualTo(new LoggedEvent.Call("m", "INVALID_ARGUMENT"));
        assertThat(event.took()).isEqualTo(Duration.ofMillis(2));
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
        EventLog all = new EventLog(100, 1 << 20, 0);
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

    private static FailedCall failed(String message) {
        return new FailedCall("google.cloud.tasks.v2.CloudTasks.CreateTask", 3, message, "", Duration.ofMillis(1));
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
