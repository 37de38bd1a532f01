package io.github.cloudtasks.grpc.v2beta3;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.grpc.InProcess;
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

/** The methods on queues, over gRPC and the engine. What all versions share, v2beta2's tests show. */
class QueueCallsTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String NAME = PARENT + "/queues/q";
    private final InProcess door = new InProcess("v2beta3");

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    @Tag("documented")
    void a_created_queue_is_complete_and_can_be_read_back() {
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

    @Test
    @Tag("documented")
    void both_push_targets_and_a_sampling_ratio_are_kept_side_by_side() {
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
    void a_filter_names_fields_as_the_message_does() {
        create(Queue.newBuilder());

        assertThat(list("rate_limits.max_dispatches_per_second = 500 AND type = PUSH")
                        .getQueuesList())
                .containsExactly(get());
        assertThat(list("type = PULL").getQueuesList()).isEmpty();
        assertThat(door.failure(
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
    void statistics_are_shown_only_where_a_mask_names_them() {
        create(Queue.newBuilder());
        Task.Builder task = Task.newBuilder();
        task.getHttpRequestBuilder().setUrl("https://example.com/");
        task.setScheduleTime(
                Timestamps.fromMillis(InProcess.START.plusSeconds(60).toEpochMilli()));
        door.call(
                "CreateTask",
                CreateTaskRequest.newBuilder().setParent(NAME).setTask(task).build(),
                Task.getDefaultInstance());
        FieldMask mask = FieldMask.newBuilder()
                .addPaths("type")
                .addPaths("stats.tasks_count")
                .build();

        Queue masked = door.call(
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
    void a_mask_names_fields_as_the_message_does_and_an_empty_one_changes_nothing() {
        create(Queue.newBuilder().setRateLimits(rates(10, 0, 5)));
        Queue.Builder asked = Queue.newBuilder().setName(NAME).setRateLimits(rates(100, 0, 7));

        Queue unchanged = update(asked);
        Queue changed = update(asked, "rate_limits.max_dispatches_per_second");

        assertThat(unchanged.getRateLimits()).isEqualTo(rates(10, 10, 5));
        assertThat(changed.getRateLimits()).isEqualTo(rates(100, 20, 5));
        assertThat(door.failure("UpdateQueue", request(asked, "rate_limits.max_tasks_dispatched_per_second"))
                        .getMessage())
                .isEqualTo("Invalid mask: rate_limits.max_tasks_dispatched_per_second");
    }

    @Test
    @Tag("recorded")
    void an_update_without_a_mask_takes_every_override_away() {
        Queue.Builder sent = Queue.newBuilder();
        sent.getAppEngineHttpQueueBuilder().getAppEngineRoutingOverrideBuilder().setService("s");
        sent.getHttpTargetBuilder().getUriOverrideBuilder().setHost("example.com");
        sent.getStackdriverLoggingConfigBuilder().setSamplingRatio(0.25);
        create(sent);
        UpdateQueueRequest request = UpdateQueueRequest.newBuilder()
                .setQueue(Queue.newBuilder().setName(NAME))
                .build();

        Queue updated = door.call("UpdateQueue", request, Queue.getDefaultInstance());

        assertThat(updated.hasAppEngineHttpQueue()).isFalse();
        assertThat(updated.hasHttpTarget()).isFalse();
        assertThat(updated.hasStackdriverLoggingConfig()).isFalse();
        assertThat(updated.getType()).isEqualTo(Queue.Type.PUSH);
    }

    private Queue create(Queue.Builder queue) {
        return door.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(queue.setName(NAME))
                        .build(),
                Queue.getDefaultInstance());
    }

    private Queue get() {
        return door.call("GetQueue", GetQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
    }

    private ListQueuesResponse list(String filter) {
        return door.call(
                "ListQueues",
                ListQueuesRequest.newBuilder()
                        .setParent(PARENT)
                        .setFilter(filter)
                        .build(),
                ListQueuesResponse.getDefaultInstance());
    }

    private Queue update(Queue.Builder queue, String... paths) {
        return door.call("UpdateQueue", request(queue, paths), Queue.getDefaultInstance());
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
