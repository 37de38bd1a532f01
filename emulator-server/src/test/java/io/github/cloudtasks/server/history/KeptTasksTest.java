package io.github.cloudtasks.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.event.AttemptEffect;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeptTasksTest {
    private final KeptTasks tasks = new KeptTasks(3, 1 << 20);
    private final ListedChanges journal = new ListedChanges();

    @Test
    void finished_task_is_kept_with_attempts_and_reason() {
        attempt("a", 1, 10);
        Dispatch second = attempt("a", 2, 20);
        finish(second.task(), FinishReason.COMPLETED);

        KeptTask kept = tasks.find(HistoryEvents.QUEUE.task("a"));
        assertThat(kept.reason()).isEqualTo(FinishReason.COMPLETED);
        assertThat(kept.endTime()).isEqualTo(HistoryEvents.START);
        assertThat(kept.task()).isEqualTo(second.task());
        assertThat(kept.attempts()).extracting(AttemptRecord::number).containsExactly(1, 2);
        assertThat(kept.attempts().getLast().request().body().length()).isEqualTo(20);
        assertThat(tasks.attempts(second.task())).isEmpty();
    }

    @Test
    void attempts_of_a_waiting_task_are_kept() {
        Dispatch first = attempt("a", 1, 0);

        assertThat(tasks.attempts(first.task()))
                .extracting(AttemptRecord::number)
                .containsExactly(1);
        assertThat(tasks.find(first.task().name())).isNull();
    }

    @Test
    void attempts_of_a_recreated_task_are_separate() {
        Dispatch old = attempt("a", 1, 0);
        Task recreated = old.task().withSerial(2);

        assertThat(tasks.attempts(recreated)).isEmpty();
        finish(recreated, FinishReason.DELETED);
        assertThat(tasks.find(old.task().name()).attempts()).isEmpty();
        assertThat(tasks.usedBytes()).isEqualTo(tasks.find(old.task().name()).size());
    }

    @Test
    void late_attempt_of_a_forgotten_task_does_not_replace_those_of_its_successor() {
        Dispatch old = start("a", 1);
        Task successor = HistoryEvents.dispatch("a", 1)
                .task()
                .withSerial(2)
                .withHistory(HistoryEvents.START.plusSeconds(1), HistoryEvents.START, 1, 0, null, null);
        Dispatch current = new Dispatch(successor, old.queue(), null, 0);
        tasks.on(HistoryEvents.started(current));
        tasks.on(HistoryEvents.ended(current, 5));
        end(old, 7, new AttemptEffect.Ignored());

        assertThat(tasks.attempts(successor))
                .extracting(attempt -> attempt.request().body().length())
                .containsExactly(5L);
    }

    @Test
    void attempt_from_before_a_reset_does_not_remove_those_of_the_restored_task() {
        Dispatch old = start("a", 1);
        tasks.on(new Event.ServiceReset(HistoryEvents.START));
        Dispatch current = attempt("a", 1, 5);

        end(old, 7, new AttemptEffect.Ignored());

        assertThat(tasks.attempts(current.task()))
                .extracting(attempt -> attempt.request().body().length())
                .containsExactly(5L);
    }

    @Test
    void attempt_that_ends_after_its_task_was_deleted_is_added_to_it() {
        Dispatch dispatch = start("a", 1);
        finish(dispatch.task(), FinishReason.DELETED);
        end(dispatch, 5, new AttemptEffect.Ignored());

        KeptTask kept = tasks.find(dispatch.task().name());
        assertThat(kept.attempts()).hasSize(1);
        assertThat(tasks.usedBytes()).isEqualTo(kept.size());
    }

    @Test
    void oldest_tasks_are_dropped_above_maximum_number() {
        for (String id : List.of("a", "b", "c", "d")) {
            finish(HistoryEvents.dispatch(id, 1).task(), FinishReason.COMPLETED);
        }

        assertThat(ids(tasks.latest(Long.MAX_VALUE, 10))).containsExactly("d", "c", "b");
        assertThat(ids(tasks.latest(4, 1))).containsExactly("c");
        assertThat(tasks.find(HistoryEvents.QUEUE.task("a"))).isNull();
        assertThat(tasks.counts()).containsExactly(Map.entry(HistoryEvents.QUEUE, Map.of(FinishReason.COMPLETED, 3)));
    }

    @Test
    void oldest_tasks_are_dropped_above_maximum_memory() {
        KeptTasks small = new KeptTasks(100, 10_000);
        for (int i = 0; i < 20; i++) {
            Dispatch dispatch = HistoryEvents.dispatch("t" + i, 1);
            small.on(HistoryEvents.started(dispatch));
            small.on(HistoryEvents.ended(dispatch, 2000));
            small.on(new Event.TaskFinished(HistoryEvents.START, dispatch.task(), FinishReason.COMPLETED));
        }

        assertThat(ids(small.latest(Long.MAX_VALUE, 100))).containsExactly("t19", "t18", "t17");
        assertThat(small.usedBytes()).isBetween(6000L, 10_000L);
    }

    @Test
    void attempts_of_waiting_tasks_are_bounded() {
        KeptTasks small = new KeptTasks(100, 10_000);
        Dispatch dispatch = HistoryEvents.dispatch("a", 1);
        for (int i = 0; i < 20; i++) {
            dispatch = HistoryEvents.dispatch("t" + i, 1);
            small.on(HistoryEvents.started(dispatch));
            small.on(HistoryEvents.ended(dispatch, 2000));
        }

        assertThat(small.usedBytes()).isLessThanOrEqualTo(10_000);
        assertThat(small.attempts(dispatch.task())).hasSize(1);
        assertThat(small.attempts(HistoryEvents.dispatch("t0", 1).task())).isEmpty();
    }

    @Test
    void oldest_attempts_of_one_task_are_dropped() {
        for (int i = 1; i <= KeptTasks.MAX_ATTEMPTS + 2; i++) {
            attempt("a", i, 0);
        }

        List<AttemptRecord> attempts =
                tasks.attempts(HistoryEvents.dispatch("a", 1).task());
        assertThat(attempts).hasSize(KeptTasks.MAX_ATTEMPTS);
        assertThat(attempts.getFirst().number()).isEqualTo(3);
    }

    @Test
    void attempt_that_is_too_large_is_not_kept() {
        KeptTasks small = new KeptTasks(100, 1000);
        Dispatch dispatch = HistoryEvents.dispatch("a", 1);
        small.on(HistoryEvents.started(dispatch));
        small.on(HistoryEvents.ended(dispatch, 2000));
        small.on(new Event.TaskFinished(HistoryEvents.START, dispatch.task(), FinishReason.COMPLETED));

        assertThat(small.find(dispatch.task().name()).attempts()).isEmpty();
    }

    @Test
    void task_that_is_too_large_is_not_kept() {
        KeptTasks small = new KeptTasks(100, 500);
        Dispatch dispatch = HistoryEvents.dispatch("a", 1);
        small.on(new Event.TaskFinished(HistoryEvents.START, dispatch.task(), FinishReason.COMPLETED));

        assertThat(small.find(dispatch.task().name())).isNull();
        assertThat(small.usedBytes()).isZero();
    }

    /** Payloads whose long text is in one field, that is all that callers can make large. */
    static List<Payload> largePayloads() {
        String large = "x".repeat(10_000);
        Bytes body = Bytes.wrap(new byte[10_000]);
        Map<String, String> headers = Map.of("X-Large", large);
        return List.of(
                http("http://a/" + large, Map.of(), Bytes.EMPTY, null),
                http("http://a/", headers, Bytes.EMPTY, null),
                http("http://a/", Map.of(), body, null),
                http("http://a/", Map.of(), Bytes.EMPTY, new OidcToken("a@b.c", large)),
                http("http://a/", Map.of(), Bytes.EMPTY, new OAuthToken("a@b.c", large)),
                appEngine(new AppEngineRouting(large, "", "", ""), "/", Map.of(), Bytes.EMPTY),
                appEngine(null, "/" + large, Map.of(), Bytes.EMPTY),
                appEngine(null, "/", headers, Bytes.EMPTY),
                appEngine(null, "/", Map.of(), body),
                new Payload.PullMessage(body, ""),
                new Payload.PullMessage(Bytes.EMPTY, large));
    }

    private static Payload http(
            String url, Map<String, String> headers, Bytes body, @Nullable Authorization authorization) {
        return new Payload.HttpRequest(url, HttpMethod.POST, headers, body, authorization);
    }

    private static Payload appEngine(
            @Nullable AppEngineRouting routing, String uri, Map<String, String> headers, Bytes body) {
        return new Payload.AppEngineHttpRequest(HttpMethod.POST, routing, uri, headers, body);
    }

    @ParameterizedTest
    @MethodSource("largePayloads")
    void every_part_of_a_payload_counts_as_memory(Payload payload) {
        KeptTasks small = new KeptTasks(100, 35_000);
        for (int i = 0; i < 10; i++) {
            Task task = HistoryEvents.dispatch("t" + i, 1).task().withPayload(payload);
            small.on(new Event.TaskFinished(HistoryEvents.START, task, FinishReason.DELETED));
        }

        assertThat(ids(small.latest(Long.MAX_VALUE, 100))).containsExactly("t9", "t8", "t7");
    }

    @Test
    void error_of_an_attempt_counts_as_memory() {
        KeptTasks small = new KeptTasks(100, 10_000);
        Dispatch dispatch = start("a", 1);
        small.on(HistoryEvents.started(dispatch));
        Outcome failure = new Outcome.Unreachable("x".repeat(10_000));
        small.on(new Event.AttemptEnded(HistoryEvents.START, dispatch, failure, null));

        assertThat(small.attempts(dispatch.task())).isEmpty();
    }

    @Test
    void purged_tasks_are_kept_in_the_order_of_their_creation() {
        attempt("b", 1, 0);
        Dispatch unlisted = attempt("x", 1, 0);
        remove(FinishReason.PURGED, "b", "a");

        assertThat(ids(tasks.latest(Long.MAX_VALUE, 10))).containsExactly("b", "a");
        assertThat(tasks.find(HistoryEvents.QUEUE.task("b")).attempts()).hasSize(1);
        assertThat(tasks.find(HistoryEvents.QUEUE.task("b")).reason()).isEqualTo(FinishReason.PURGED);
        assertThat(tasks.attempts(unlisted.task())).isEmpty();
    }

    @Test
    void attempt_that_ends_after_its_queue_was_deleted_leaves_nothing_behind() {
        Dispatch dispatch = start("a", 1);
        remove(FinishReason.QUEUE_DELETED, "b");
        end(dispatch, 5, new AttemptEffect.Ignored());

        assertThat(tasks.attempts(dispatch.task())).isEmpty();
        assertThat(tasks.usedBytes())
                .isEqualTo(tasks.find(HistoryEvents.QUEUE.task("b")).size());
    }

    @Test
    void reset_forgets_everything_and_attempts_in_flight() {
        Dispatch late = start("late", 1);
        attempt("a", 1, 0);
        finish(HistoryEvents.dispatch("b", 1).task(), FinishReason.COMPLETED);
        remove(FinishReason.RESET, "a");
        tasks.on(new Event.ServiceReset(HistoryEvents.START));
        end(late, 5, new AttemptEffect.Ignored());

        assertThat(tasks.latest(Long.MAX_VALUE, 10)).isEmpty();
        assertThat(tasks.attempts(late.task())).isEmpty();
        assertThat(tasks.usedBytes()).isZero();
    }

    @Test
    void changes_are_handed_to_the_journal_in_their_order() {
        tasks.storeIn(journal);
        Dispatch late = start("a", 1);
        finish(late.task(), FinishReason.DELETED);
        end(late, 5, new AttemptEffect.Ignored());
        attempt("waiting", 1, 0);
        remove(FinishReason.PURGED, "d", "c", "b");
        tasks.on(new Event.ServiceReset(HistoryEvents.START));
        finish(HistoryEvents.dispatch("e", 1).task(), FinishReason.COMPLETED);

        assertThat(journal.changes)
                .containsExactly(
                        "removed up to 0",
                        "1 a with 0 attempts",
                        "1 a with 1 attempts",
                        "2 b with 0 attempts",
                        "3 c with 0 attempts",
                        "4 d with 0 attempts",
                        "removed up to 1",
                        "cleared",
                        "5 e with 0 attempts");
    }

    @Test
    void stored_tasks_are_restored_within_the_bounds() {
        KeptTasks before = new KeptTasks(100, 1 << 20);
        for (String id : List.of("a", "b", "a", "c", "d")) {
            before.on(new Event.TaskFinished(
                    HistoryEvents.START, HistoryEvents.dispatch(id, 1).task(), FinishReason.COMPLETED));
        }
        before.latest(Long.MAX_VALUE, 100).reversed().forEach(tasks::restore);
        tasks.storeIn(journal);
        finish(HistoryEvents.dispatch("e", 1).task(), FinishReason.DELETED);

        assertThat(ids(tasks.latest(Long.MAX_VALUE, 10))).containsExactly("e", "d", "c");
        assertThat(tasks.find(HistoryEvents.QUEUE.task("a"))).isNull();
        assertThat(tasks.find(HistoryEvents.QUEUE.task("c"))).isEqualTo(before.find(HistoryEvents.QUEUE.task("c")));
        assertThat(tasks.usedBytes())
                .isEqualTo(tasks.latest(Long.MAX_VALUE, 10).stream()
                        .mapToLong(KeptTask::size)
                        .sum());
        assertThat(journal.changes).containsExactly("removed up to 2", "6 e with 0 attempts", "removed up to 3");
    }

    @Test
    void stored_tasks_are_removed_if_none_are_kept_any_more() {
        KeptTasks off = new KeptTasks(0, 1 << 20);
        finish(HistoryEvents.dispatch("a", 1).task(), FinishReason.COMPLETED);
        off.restore(tasks.find(HistoryEvents.QUEUE.task("a")));
        off.storeIn(journal);

        assertThat(off.latest(Long.MAX_VALUE, 10)).isEmpty();
        assertThat(off.usedBytes()).isZero();
        assertThat(journal.changes).containsExactly("removed up to 1");
    }

    /** Lists the changes. */
    private static final class ListedChanges implements KeptTaskJournal {
        private final List<String> changes = new ArrayList<>();

        @Override
        public void put(KeptTask task) {
            changes.add(task.number() + " " + task.task().id() + " with "
                    + task.attempts().size() + " attempts");
        }

        @Override
        public void removeUpTo(long number) {
            changes.add("removed up to " + number);
        }

        @Override
        public void clear() {
            changes.add("cleared");
        }
    }

    @Test
    void nothing_is_kept_if_it_is_switched_off() {
        KeptTasks off = new KeptTasks(0, 1 << 20);
        Dispatch dispatch = HistoryEvents.dispatch("a", 1);
        off.on(HistoryEvents.started(dispatch));
        off.on(HistoryEvents.ended(dispatch, 5));

        assertThat(off.attempts(dispatch.task())).isEmpty();
        off.on(new Event.TaskFinished(HistoryEvents.START, dispatch.task(), FinishReason.COMPLETED));
        assertThat(off.find(dispatch.task().name())).isNull();
        assertThat(off.usedBytes()).isZero();
    }

    private Dispatch start(String id, int number) {
        Dispatch dispatch = HistoryEvents.dispatch(id, number);
        tasks.on(HistoryEvents.started(dispatch));
        return dispatch;
    }

    private void end(Dispatch dispatch, int bodySize, AttemptEffect effect) {
        tasks.on(HistoryEvents.ended(dispatch, bodySize));
        tasks.on(new Event.AttemptSettled(HistoryEvents.START, dispatch, effect));
    }

    private Dispatch attempt(String id, int number, int bodySize) {
        Dispatch dispatch = start(id, number);
        end(dispatch, bodySize, new AttemptEffect.Retried(HistoryEvents.START));
        return dispatch;
    }

    private void finish(Task task, FinishReason reason) {
        tasks.on(new Event.TaskFinished(HistoryEvents.START, task, reason));
    }

    /** Publishes the removal of these tasks, the one that was created last first. */
    private void remove(FinishReason reason, String... latestFirst) {
        List<Task> removed = List.of(latestFirst).stream()
                .map(id -> HistoryEvents.dispatch(id, 1).task())
                .toList();
        tasks.on(new Event.TasksRemoved(HistoryEvents.START, HistoryEvents.QUEUE, reason, removed.size(), removed));
    }

    private static List<String> ids(List<KeptTask> kept) {
        return kept.stream().map(task -> task.task().id()).toList();
    }
}
