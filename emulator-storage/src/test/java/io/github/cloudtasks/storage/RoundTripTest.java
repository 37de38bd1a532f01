package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.HeaderLines;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Operation.BatchCreate;
import io.github.cloudtasks.model.task.Operation.Created;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.RetryAfter;
import io.github.cloudtasks.model.task.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decoded values equal the encoded ones. */
class RoundTripTest {
    @ParameterizedTest
    @CsvSource({"0, 200", "0.5, 10000", "1, 200"})
    void random_tasks_are_kept(double nullProbability, int values) throws Exception {
        RandomValues random = new RandomValues(1, nullProbability);
        for (int i = 0; i < values; i++) {
            assertKept(random.task());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "0.5, 10000", "1, 200"})
    void random_queues_are_kept(double nullProbability, int values) throws Exception {
        RandomValues random = new RandomValues(2, nullProbability);
        for (int i = 0; i < values; i++) {
            assertKept(random.queue());
        }
    }

    @Test
    void random_policies_are_kept() throws Exception {
        RandomValues random = new RandomValues(3);
        for (int i = 0; i < 10_000; i++) {
            Policy policy = random.policy();
            assertThat(PolicyCodec.decode(Examples.QUEUE, PolicyCodec.encode(policy)))
                    .isEqualTo(policy);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "0.5, 10000", "1, 200"})
    void random_operations_are_kept(double nullProbability, int values) throws Exception {
        RandomValues random = new RandomValues(4, nullProbability);
        for (int i = 0; i < values; i++) {
            Operation operation = random.operation();
            assertThat(OperationCodec.decode(OperationCodec.encode(operation))).isEqualTo(operation);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "0.5, 2000", "1, 200"})
    void random_finished_tasks_are_kept(double nullProbability, int values) throws Exception {
        RandomValues random = new RandomValues(5, nullProbability);
        for (int i = 0; i < values; i++) {
            FinishedTask finished = random.finishedTask();
            assertThat(decodedFrom(finished)).isEqualTo(finished);
        }
    }

    @Test
    void payload_is_stored_once_with_all_attempts() throws Exception {
        Bytes payload = Bytes.wrap(new byte[10_000]);
        Task task = Examples.pullTask().withPayload(new PullMessage(payload, ""));
        RequestRecord request = new RequestRecord(
                HttpMethod.POST,
                "http://a/",
                "http://a/",
                HeaderLines.EMPTY,
                TruncatedBody.of(Bytes.wrap(new byte[10_000])));
        AttemptExchange exchange = new AttemptExchange(Duration.ZERO, request, null, 0, null);
        FinishedAttempt attempt = new FinishedAttempt(1, Instant.EPOCH, new Outcome.DeadlineExceeded(), exchange);
        FinishedTask finished = new FinishedTask(
                1, task, Collections.nCopies(100, attempt), FinishReason.RETRIES_EXHAUSTED, Instant.EPOCH);

        assertThat(FinishedTaskCodec.encode(finished)).hasSizeLessThan(20_000);
        FinishedTask decoded = decodedFrom(finished);
        assertThat(decoded).isEqualTo(finished);
        assertThat(decoded.attempts().getLast().exchange().request().body().bytes())
                .isSameAs(((PullMessage) decoded.task().payload()).payload());
    }

    @Test
    void headers_keep_their_order() throws Exception {
        Task decoded = decodedFrom(Examples.httpTask());

        assertThat(decoded.payload().headers())
                .containsExactly(Map.entry("x-b", "1"), Map.entry("X-A", ""), Map.entry("X-a", "日本"));
    }

    @Test
    void retry_after_is_not_stored() throws Exception {
        Outcome outcome = new Outcome.Responded(503, new RetryAfter.Delay(Duration.ofSeconds(9)));
        Attempt attempt = new Attempt(null, null, null, outcome);

        Task decoded = decodedFrom(Examples.pullTask().withAttemptEnded(attempt, true));

        assertThat(decoded.lastAttempt()).isEqualTo(new Attempt(null, null, null, new Outcome.Responded(503)));
    }

    @Test
    void half_of_a_surrogate_pair_becomes_a_question_mark() throws Exception {
        Task task = Examples.pullTask().withPayload(new PullMessage(Bytes.EMPTY, "a\ud83d"));

        assertThat(decodedFrom(task).tag()).isEqualTo("a?");
    }

    @Test
    void half_of_a_surrogate_pair_at_the_end_of_a_reason_is_removed() throws Exception {
        Outcome cut = new Outcome.Unreachable("x".repeat(199) + "😀").toStore();
        Attempt attempt = new Attempt(null, null, null, cut);

        Task decoded = decodedFrom(Examples.pullTask().withAttemptEnded(attempt, true));

        assertThat(decoded.lastAttempt())
                .isEqualTo(new Attempt(null, null, null, new Outcome.Unreachable("x".repeat(199))));
    }

    @Test
    void times_that_the_api_cannot_represent_stay_in_the_far_past_or_future() throws Exception {
        for (Instant time : List.of(Instant.MIN, Instant.MAX)) {
            Task task = Examples.pullTask().withScheduleTime(time);

            Task decoded = decodedFrom(task);

            assertThat(decoded.createTime()).isEqualTo(task.createTime());
            assertThat(Duration.between(task.createTime(), decoded.scheduleTime())
                            .abs())
                    .isGreaterThan(Duration.ofDays(290_000L * 365));
            assertThat(decoded.scheduleTime().isAfter(task.createTime())).isEqualTo(time.equals(Instant.MAX));
        }
    }

    @Test
    void earliest_and_latest_microsecond_are_kept() {
        for (long micros :
                new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            assertThat(TimeCodec.micros(TimeCodec.decode(micros, 0))).isEqualTo(micros);
            assertThat(TimeCodec.micros(TimeCodec.decode(micros, 999))).isEqualTo(micros);
        }
    }

    @Test
    void decoded_task_shares_equal_objects() throws Exception {
        Task task = Examples.typicalTask();

        Task decoded = decodedFrom(task);

        assertThat(decoded.name()).isSameAs(task.name());
        assertThat(decoded.payload().headers()).isSameAs(task.payload().headers());
        assertThat(decoded.scheduleTime()).isSameAs(decoded.createTime());
        assertThat(decoded.dispatchDeadline())
                .isSameAs(decodedFrom(Examples.typicalTask()).dispatchDeadline());
    }

    @Test
    void created_tasks_of_a_queue_share_its_name() throws Exception {
        Operation decoded = OperationCodec.decode(OperationCodec.encode(Examples.batchCreate()));

        List<Created> created = ((BatchCreate) decoded.kind()).created();
        assertThat(created.get(1).task().name().queue())
                .isSameAs(created.get(0).task().name().queue());
        assertThat(created.get(2).task().name().queue()).isNotEqualTo(Examples.QUEUE);
    }

    @Test
    void typical_task_takes_little_more_than_its_text() {
        Task task = Examples.typicalTask();
        int text = utf8(task.payload().target()) + task.payload().body().size();
        for (Map.Entry<String, String> header : task.payload().headers().entrySet()) {
            text += utf8(header.getKey()) + utf8(header.getValue());
        }

        assertThat(TaskCodec.encode(task).length).isLessThanOrEqualTo(text + 40);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void assertKept(Task task) throws StoredValueException {
        Task decoded = decodedFrom(task);
        assertThat(decoded).isEqualTo(task);
        // Maps are equal in any order.
        assertThat(decoded.payload().headers().toString())
                .isEqualTo(task.payload().headers().toString());
    }

    private static Task decodedFrom(Task task) throws StoredValueException {
        return TaskCodec.decode(task.name(), TaskCodec.encode(task));
    }

    private static FinishedTask decodedFrom(FinishedTask finished) throws StoredValueException {
        return FinishedTaskCodec.decode(finished.number(), finished.task().name(), FinishedTaskCodec.encode(finished));
    }

    private static void assertKept(Queue queue) throws StoredValueException {
        assertThat(QueueCodec.decode(queue.name(), QueueCodec.encode(queue))).isEqualTo(queue);
    }
}
