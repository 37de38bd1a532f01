package io.github.cloudtasks.grpc.v2beta3;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.grpc.InProcessEmulator;
import io.github.cloudtasks.proto.v2beta3.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta3.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta3.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta3.ListQueuesRequest;
import io.github.cloudtasks.proto.v2beta3.ListQueuesResponse;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.RateLimits;
import io.github.cloudtasks.proto.v2beta3.RetryConfig;
import io.github.cloudtasks.proto.v2beta3.Task;
import io.github.cloudtasks.proto.v2beta3.UpdateQueueRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The queue methods of v2beta3, over gRPC and with the engine. Behaviour that all versions share is tested in v2beta2.
 */
class V2beta3QueuesTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String NAME = PARENT + "/queues/q";
    private final InProcessEmulator emulator = new InProcessEmulator("v2beta3");

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    @Tag("documented")
    void created_queue_has_all_defaults_and_can_be_read() {
        Queue created = create(Queue.newBuilder());

        assertThat(created)
                .isEqualTo(Queue.newBuilder()
                        .setName(NAME)
                        .setRateLimits(rates(500, 100, 1000))
                        .setRetryConfig(RetryConfig.newBuilder()
                                .setMaxAttempts(100)
                                .setMinBackoff(Durations.fromMillis(100))
                                .setMaxBackoff(Durations.fromSeconds(3600))
                                .setMaxDoublings(16))
                        .setState(Queue.State.RUNNING)
                        .setTaskTtl(Durations.fromSeconds(2_678_400))
                        .setTombstoneTtl(Durations.fromSeconds(3600))
                        .setType(Queue.Type.PUSH)
                        .build());
        assertThat(get()).isEqualTo(created);
    }

    /** As in v2beta2, where a queue has one target. */
    @ParameterizedTest
    @ValueSource(strings = {"http_target", "app_engine_http_queue"})
    @Tag("inferred")
    void push_settings_of_a_pull_queue_are_rejected(String field) {
        Queue.Builder pull = Queue.newBuilder().setType(Queue.Type.PULL);
        Queue.Builder both = pull.clone();
        both.getFieldBuilder(Queue.getDescriptor().findFieldByName(field));
        String error = "Queue." + field + " cannot be set on a pull queue.";

        assertThat(emulator.failure("CreateQueue", request(both)).getMessage()).isEqualTo(error);
        assertThat(emulator.failure("UpdateQueue", updateRequest(both)).getMessage())
                .isEqualTo(error);
        create(pull);
        assertThat(emulator.failure("UpdateQueue", updateRequest(both)).getMessage())
                .isEqualTo(error);
        assertThat(emulator.failure("UpdateQueue", updateRequest(both.clone().clearType(), field))
                        .getMessage())
                .isEqualTo(error);
        assertThat(emulator.failure("UpdateQueue", updateRequest(both.clone().clearType()))
                        .getMessage())
                .isEqualTo("Queue.type is immutable.");
        assertThat(emulator.call("UpdateQueue", updateRequest(both, "retry_config"), Queue.getDefaultInstance()))
                .isEqualTo(get());
    }

    private static CreateQueueRequest request(Queue.Builder queue) {
        return CreateQueueRequest.newBuilder()
                .setParent(PARENT)
                .setQueue(queue.clone().setName(NAME))
                .build();
    }

    private static UpdateQueueRequest updateRequest(Queue.Builder queue, String... mask) {
        UpdateQueueRequest.Builder request =
                UpdateQueueRequest.newBuilder().setQueue(queue.clone().setName(NAME));
        if (mask.length > 0) {
            request.setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(mask)));
        }
        return request.build();
    }

    @Test
    @Tag("documented")
    void queue_keeps_both_push_targets_and_sampling_ratio() {
        Queue.Builder sent = Queue.newBuilder();
        sent.getAppEngineHttpQueueBuilder()
                .getAppEngineRoutingOverrideBuilder()
                .setService("s")
                .setHost("ignored");
        sent.getHttpTargetBuilder().getUriOverrideBuilder().setHost("example.com");
        sent.getStackdriverLoggingConfigBuilder().setSamplingRatio(0.25);

        Queue created = create(sent);

        assertThat(created.getAppEngineHttpQueue().getAppEngineRoutingOverride().getHost())
                .isEqualTo("s.p.appspot.com");
        assertThat(created.getHttpTarget().getUriOverride().getHost()).isEqualTo("example.com");
        assertThat(created.getStackdriverLoggingConfig().getSamplingRatio()).isEqualTo(0.25);
        assertThat(get()).isEqualTo(created);
    }

    @Test
    @Tag("documented")
    void unlimited_attempts_are_minus_one() {
        Queue.Builder sent = Queue.newBuilder();
        sent.getRetryConfigBuilder().setMaxAttempts(-1);

        assertThat(create(sent).getRetryConfig().getMaxAttempts()).isEqualTo(-1);
    }

    @Test
    @Tag("recorded")
    void filter_uses_field_names_of_this_version() {
        create(Queue.newBuilder());

        assertThat(list("rate_limits.max_dispatches_per_second = 500 AND type = PUSH")
                        .getQueuesList())
                .containsExactly(get());
        assertThat(list("type = PULL").getQueuesList()).isEmpty();
        assertThat(emulator.failure(
                                "ListQueues",
                                ListQueuesRequest.newBuilder()
                                        .setParent(PARENT)
                                        .setFilter("pull_target: *")
                                        .build())
                        .getMessage())
                .isEqualTo("Field not found: 'pull_target'.");
    }

    @Test
    @Tag("documented")
    void statistics_are_shown_only_if_read_mask_names_them() {
        create(Queue.newBuilder());
        Task.Builder task = Task.newBuilder();
        task.getHttpRequestBuilder().setUrl("https://example.com/");
        task.setScheduleTime(
                Timestamps.fromMillis(InProcessEmulator.START.plusSeconds(60).toEpochMilli()));
        emulator.call(
                "CreateTask",
                CreateTaskRequest.newBuilder().setParent(NAME).setTask(task).build(),
                Task.getDefaultInstance());
        FieldMask mask = FieldMask.newBuilder()
                .addPaths("type")
                .addPaths("stats.tasks_count")
                .build();

        Queue masked = emulator.call(
                "GetQueue",
                GetQueueRequest.newBuilder().setName(NAME).setReadMask(mask).build(),
                Queue.getDefaultInstance());

        Queue.Builder expected = Queue.newBuilder().setType(Queue.Type.PUSH);
        expected.getStatsBuilder().setTasksCount(1);
        assertThat(masked).isEqualTo(expected.build());
        assertThat(get().hasStats()).isFalse();
    }

    @Test
    @Tag("recorded")
    void mask_uses_field_names_of_this_version_and_empty_mask_changes_nothing() {
        create(Queue.newBuilder().setRateLimits(rates(10, 0, 5)));
        Queue.Builder requested = Queue.newBuilder().setName(NAME).setRateLimits(rates(100, 0, 7));

        Queue unchanged = update(requested);
        Queue changed = update(requested, "rate_limits.max_dispatches_per_second");

        assertThat(unchanged.getRateLimits()).isEqualTo(rates(10, 10, 5));
        assertThat(changed.getRateLimits()).isEqualTo(rates(100, 20, 5));
        assertThat(emulator.failure("UpdateQueue", request(requested, "rate_limits.max_tasks_dispatched_per_second"))
                        .getMessage())
                .isEqualTo("Invalid mask: rate_limits.max_tasks_dispatched_per_second");
    }

    @Test
    @Tag("recorded")
    void update_without_mask_removes_all_overrides() {
        Queue.Builder sent = Queue.newBuilder();
        sent.getAppEngineHttpQueueBuilder().getAppEngineRoutingOverrideBuilder().setService("s");
        sent.getHttpTargetBuilder().getUriOverrideBuilder().setHost("example.com");
        sent.getStackdriverLoggingConfigBuilder().setSamplingRatio(0.25);
        create(sent);
        UpdateQueueRequest request = UpdateQueueRequest.newBuilder()
                .setQueue(Queue.newBuilder().setName(NAME))
                .build();

        Queue updated = emulator.call("UpdateQueue", request, Queue.getDefaultInstance());

        assertThat(updated.hasAppEngineHttpQueue()).isFalse();
        assertThat(updated.hasHttpTarget()).isFalse();
        assertThat(updated.hasStackdriverLoggingConfig()).isFalse();
        assertThat(updated.getType()).isEqualTo(Queue.Type.PUSH);
    }

    private Queue create(Queue.Builder queue) {
        return emulator.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(queue.setName(NAME))
                        .build(),
                Queue.getDefaultInstance());
    }

    private Queue get() {
        return emulator.call(
                "GetQueue", GetQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
    }

    private ListQueuesResponse list(String filter) {
        return emulator.call(
                "ListQueues",
                ListQueuesRequest.newBuilder()
                        .setParent(PARENT)
                        .setFilter(filter)
                        .build(),
                ListQueuesResponse.getDefaultInstance());
    }

    private Queue update(Queue.Builder queue, String... paths) {
        return emulator.call("UpdateQueue", request(queue, paths), Queue.getDefaultInstance());
    }

    private static UpdateQueueRequest request(Queue.Builder queue, String... paths) {
        return UpdateQueueRequest.newBuilder()
                .setQueue(queue)
                .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)))
                .build();
    }

    private static RateLimits rates(double perSecond, int burst, int concurrent) {
        return RateLimits.newBuilder()
                .setMaxDispatchesPerSecond(perSecond)
                .setMaxBurstSize(burst)
                .setMaxConcurrentDispatches(concurrent)
                .build();
    }
}
