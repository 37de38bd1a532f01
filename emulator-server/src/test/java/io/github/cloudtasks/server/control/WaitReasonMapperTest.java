package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.model.task.WaitReason;
import io.github.cloudtasks.proto.emulator.v1.TaskWaitReason;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WaitReasonMapperTest {
    private static final Instant LATER = Instant.parse("2026-01-02T03:04:05Z");
    private static final Task TASK = new Task(
            QueueName.of("p", "l", "q").task("t"),
            1,
            new Payload.PullMessage(Bytes.EMPTY, ""),
            LATER,
            LATER,
            null,
            null,
            0,
            0,
            null,
            null,
            false);

    static Stream<Arguments> reasons() {
        return Stream.of(
                row(new WaitReason.InFlight(2, LATER), "Attempt 2 is in flight since 2026-01-02T03:04:05Z.", false),
                row(
                        new WaitReason.NotRunning(QueueState.DISABLED),
                        "The queue is DISABLED. Resume it to dispatch its tasks.",
                        false),
                row(new WaitReason.Scheduled(LATER), "It is scheduled for 2026-01-02T03:04:05Z.", true),
                row(
                        new WaitReason.Backoff(LATER, 3, new Outcome.Unreachable("connection refused")),
                        "Attempt 3 failed: connection refused. The next one is at 2026-01-02T03:04:05Z.",
                        true),
                row(
                        new WaitReason.Backoff(LATER, 1, new Outcome.DeadlineExceeded()),
                        "Attempt 1 failed: the dispatch deadline passed before the target responded."
                                + " The next one is at 2026-01-02T03:04:05Z.",
                        true),
                row(
                        new WaitReason.RateLimit(LATER, 0.5),
                        "The queue dispatches 0.5 tasks per second (maxDispatchesPerSecond)."
                                + " The next dispatch is at 2026-01-02T03:04:05Z.",
                        true),
                row(
                        new WaitReason.ConcurrencyLimit(1, List.of("a")),
                        "The queue allows 1 attempt in flight (maxConcurrentDispatches), and it has not ended.",
                        false),
                row(
                        new WaitReason.ConcurrencyLimit(2, List.of("a", "b")),
                        "The queue allows 2 attempts in flight (maxConcurrentDispatches), and none of them has ended.",
                        false),
                row(new WaitReason.EarlierTasks(1), "1 task of the queue is dispatched before it.", false),
                row(new WaitReason.EarlierTasks(7), "7 tasks of the queue are dispatched before it.", false),
                row(
                        new WaitReason.EarlierTasks(WaitReason.COUNTED),
                        "10000 or more tasks of the queue are dispatched before it.",
                        false),
                row(new WaitReason.Leased(LATER), "A worker has leased it until 2026-01-02T03:04:05Z.", true),
                row(new WaitReason.Available(), "It is available: no worker has leased it.", false));
    }

    private static Arguments row(WaitReason reason, String text, boolean ends) {
        return Arguments.of(reason, text, ends);
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void reason_is_a_sentence_with_its_end(WaitReason reason, String text, boolean ends) {
        TaskWaitReason message = WaitReasonMapper.of(reason, TASK);

        assertThat(message.getText()).isEqualTo(text);
        assertThat(message.hasUntil()).isEqualTo(ends);
        assertThat(message.getKindValue()).isPositive();
    }

    @Test
    void holders_of_slots_have_full_names() {
        TaskWaitReason message = WaitReasonMapper.of(new WaitReason.ConcurrencyLimit(2, List.of("a", "b")), TASK);

        assertThat(message.getTasksList())
                .containsExactly("projects/p/locations/l/queues/q/tasks/a", "projects/p/locations/l/queues/q/tasks/b");
    }
}
