package io.github.cloudtasks.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.github.cloudtasks.grpc.service.QueueConverter;
import io.github.cloudtasks.grpc.service.TaskConverter;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.v2.V2QueueConverter;
import io.github.cloudtasks.grpc.v2.V2TaskConverter;
import io.github.cloudtasks.grpc.v2beta2.V2beta2QueueConverter;
import io.github.cloudtasks.grpc.v2beta2.V2beta2TaskConverter;
import io.github.cloudtasks.grpc.v2beta3.V2beta3QueueConverter;
import io.github.cloudtasks.grpc.v2beta3.V2beta3TaskConverter;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2beta3.HttpRequest;
import io.github.cloudtasks.proto.v2beta3.HttpTarget;
import io.github.cloudtasks.proto.v2beta3.PullMessage;
import io.github.cloudtasks.proto.v2beta3.RateLimits;
import io.github.cloudtasks.proto.v2beta3.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The converters of the versions are separate code for messages that are mostly alike. These tests keep them alike:
 * parts with the same encoding in several versions must become the same model, and the same model must get the same
 * encoding.
 */
class ConverterAgreementTest {
    private static final int MESSAGES = 500;
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final TaskSide<?> V2 =
            new TaskSide<>(new V2TaskConverter(), io.github.cloudtasks.proto.v2.Task.getDefaultInstance());
    private static final TaskSide<?> V2BETA3 =
            new TaskSide<>(new V2beta3TaskConverter(), io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance());
    private static final TaskSide<?> V2BETA2 =
            new TaskSide<>(new V2beta2TaskConverter(), io.github.cloudtasks.proto.v2beta2.Task.getDefaultInstance());
    private static final QueueSide<?> V2_QUEUES =
            new QueueSide<>(new V2QueueConverter(), io.github.cloudtasks.proto.v2.Queue.getDefaultInstance());
    private static final QueueSide<?> V2BETA3_QUEUES =
            new QueueSide<>(new V2beta3QueueConverter(), io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance());
    private static final QueueSide<?> V2BETA2_QUEUES =
            new QueueSide<>(new V2beta2QueueConverter(), io.github.cloudtasks.proto.v2beta2.Queue.getDefaultInstance());

    private final RandomValidMessages random = new RandomValidMessages(46);

    @Test
    void http_requests_are_the_same_in_all_versions() {
        taskPartsAgree("http_request", HttpRequest.getDefaultInstance(), List.of(V2, V2BETA2));
    }

    @Test
    void app_engine_requests_are_the_same_in_all_versions() {
        taskPartsAgree("app_engine_http_request", AppEngineHttpRequest.getDefaultInstance(), List.of(V2, V2BETA2));
    }

    @Test
    void pull_messages_are_the_same_in_both_versions_with_pull_queues() {
        taskPartsAgree("pull_message", PullMessage.getDefaultInstance(), List.of(V2BETA2));
    }

    @Test
    void retry_configurations_are_the_same_in_v2_and_v2beta3() {
        taskPartsAgree("retry_config", RetryConfig.getDefaultInstance(), List.of(V2));
    }

    @Test
    void attempts_are_the_same_in_all_versions() {
        List<Attempt> attempts = List.of(
                new Attempt(null, null, null, null),
                new Attempt(TIME, null, null, null),
                new Attempt(null, TIME.plusSeconds(1), null, null),
                new Attempt(TIME, TIME.plusSeconds(1), TIME.plusSeconds(2), new Outcome.Responded(503)));
        for (Attempt attempt : attempts) {
            io.github.cloudtasks.model.task.Task task = task(
                    V2BETA3.fromProto(
                            "http_request",
                            HttpRequest.newBuilder().setUrl("http://x").build()),
                    attempt,
                    attempt);

            assertThat(V2.encoded(task, "last_attempt")).isEqualTo(V2BETA3.encoded(task, "last_attempt"));
            assertThat(V2BETA2.encoded(task, "status", "last_attempt_status"))
                    .isEqualTo(V2BETA3.encoded(task, "last_attempt"));
        }
    }

    @Test
    void times_and_views_are_the_same_in_all_versions() {
        io.github.cloudtasks.model.task.Task task =
                task(V2BETA3.fromProto("http_request", HttpRequest.getDefaultInstance()), null, null);
        for (String field : List.of("name", "schedule_time", "create_time", "view")) {
            assertThat(V2.value(task, field)).as(field).isEqualTo(V2BETA3.value(task, field));
            assertThat(V2BETA2.value(task, field)).as(field).isEqualTo(V2BETA3.value(task, field));
        }
    }

    @Test
    void http_targets_are_the_same_in_all_versions() {
        queuePartsAgree("http_target", HttpTarget.getDefaultInstance(), List.of(V2_QUEUES, V2BETA2_QUEUES));
    }

    @Test
    void rate_limits_are_the_same_in_all_versions() {
        queuePartsAgree("rate_limits", RateLimits.getDefaultInstance(), List.of(V2_QUEUES, V2BETA2_QUEUES));
    }

    @Test
    void statistics_are_the_same_in_both_beta_versions() {
        io.github.cloudtasks.model.queue.Queue queue = ModelQueues.withTarget(PushTarget.PLAIN);
        for (QueueStats stats : List.of(new QueueStats(1, null, 2, 3, 4.5), new QueueStats(1, TIME, 2, 3, 4.5))) {
            assertThat(V2BETA2_QUEUES.encoded(queue, stats, "stats"))
                    .isEqualTo(V2BETA3_QUEUES.encoded(queue, stats, "stats"));
        }
    }

    private void taskPartsAgree(String field, Message prototype, List<TaskSide<?>> others) {
        for (int i = 0; i < MESSAGES; i++) {
            Message part = random.like(prototype);
            NewTask expected = V2BETA3.fromProto(field, part);
            io.github.cloudtasks.model.task.Task task = task(expected, null, null);
            for (TaskSide<?> other : others) {
                assertThat(other.fromProto(field, part)).as("message %d", i).isEqualTo(expected);
                assertThat(other.encoded(task, field)).as("message %d", i).isEqualTo(V2BETA3.encoded(task, field));
            }
        }
    }

    private void queuePartsAgree(String field, Message prototype, List<QueueSide<?>> others) {
        for (int i = 0; i < MESSAGES; i++) {
            Message part = random.like(prototype);
            NewQueue expected = V2BETA3_QUEUES.fromProto(field, part);
            io.github.cloudtasks.model.queue.Queue queue = queue(expected);
            for (QueueSide<?> other : others) {
                assertThat(other.fromProto(field, part)).as("message %d", i).isEqualTo(expected);
                assertThat(other.encoded(queue, null, field))
                        .as("message %d", i)
                        .isEqualTo(V2BETA3_QUEUES.encoded(queue, null, field));
            }
        }
    }

    private static io.github.cloudtasks.model.task.Task task(
            NewTask task, @Nullable Attempt first, @Nullable Attempt last) {
        Payload payload = task.payload() != null
                ? task.payload()
                : V2BETA3.fromProto("http_request", HttpRequest.getDefaultInstance())
                        .payload();
        return new io.github.cloudtasks.model.task.Task(
                QueueName.of("p", "l", "q").task("t"),
                1,
                payload,
                TIME,
                TIME.plusNanos(1_000),
                Duration.ofSeconds(15),
                task.retryConfig(),
                3,
                2,
                first,
                last,
                false);
    }

    private static io.github.cloudtasks.model.queue.Queue queue(NewQueue settings) {
        Target target = settings.target() != null ? settings.target() : PushTarget.PLAIN;
        io.github.cloudtasks.model.queue.Queue plain = ModelQueues.withTarget(target);
        return new io.github.cloudtasks.model.queue.Queue(
                plain.name(),
                target,
                settings.rateLimits(),
                plain.retryConfig(),
                plain.state(),
                null,
                plain.taskTtl(),
                plain.tombstoneTtl(),
                null);
    }

    /** Returns a field of a message as fields without types, so that messages of different versions can be compared. */
    private static Object encoded(Message message, String... path) {
        Message at = message;
        for (String field : path) {
            FieldDescriptor descriptor = at.getDescriptorForType().findFieldByName(field);
            if (!at.hasField(descriptor)) {
                return "absent";
            }
            at = (Message) at.getField(descriptor);
        }
        try {
            return UnknownFieldSet.parseFrom(at.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a message with one field, which is parsed from the encoding of another version's message. */
    @SuppressWarnings("unchecked") // A builder of a message builds messages of the same type.
    private static <M extends Message> M with(M prototype, String field, Message part) {
        Message.Builder builder = prototype.newBuilderForType();
        FieldDescriptor descriptor = builder.getDescriptorForType().findFieldByName(field);
        try {
            Message.Builder own = builder.newBuilderForField(descriptor).mergeFrom(part.toByteString());
            return (M) builder.setField(descriptor, own.build()).build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private record TaskSide<T extends Message>(TaskConverter<T> converter, T prototype) {
        NewTask fromProto(String field, Message part) {
            return converter.fromProto(with(prototype, field, part));
        }

        Object encoded(io.github.cloudtasks.model.task.Task task, String... path) {
            return ConverterAgreementTest.encoded(converter.toProto(task, TaskView.FULL), path);
        }

        String value(io.github.cloudtasks.model.task.Task task, String field) {
            Message proto = converter.toProto(task, TaskView.FULL);
            return String.valueOf(proto.getField(proto.getDescriptorForType().findFieldByName(field)));
        }
    }

    private record QueueSide<Q extends Message>(QueueConverter<Q> converter, Q prototype) {
        NewQueue fromProto(String field, Message part) {
            return converter.fromProto(with(prototype, field, part));
        }

        Object encoded(io.github.cloudtasks.model.queue.Queue queue, @Nullable QueueStats stats, String... path) {
            return ConverterAgreementTest.encoded(converter.toProto(queue, stats), path);
        }
    }
}
