package io.github.cloudtasks.grpc.v2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import io.github.cloudtasks.grpc.InProcess;
import io.github.cloudtasks.proto.v2.AppEngineRouting;
import io.github.cloudtasks.proto.v2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2.GetQueueRequest;
import io.github.cloudtasks.proto.v2.ListQueuesRequest;
import io.github.cloudtasks.proto.v2.ListQueuesResponse;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.proto.v2.RateLimits;
import io.github.cloudtasks.proto.v2.RetryConfig;
import io.github.cloudtasks.proto.v2.UpdateQueueRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The methods on queues, over gRPC and the engine, in v2's own words. */
class QueuesTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String NAME = PARENT + "/queues/q";
    private final InProcess door = new InProcess("v2");

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    @Tag("recorded")
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
                        .build());
        assertThat(get()).isEqualTo(created);
    }

    @Test
    @Tag("documented")
    void an_app_engine_override_stands_on_the_queue_and_in_filters_and_masks() {
        Queue created = create(override("s", "v1"));

        assertThat(created.getAppEngineRoutingOverride().getHost()).isEqualTo("v1.s.p.appspot.com");
        assertThat(list("app_engine_routing_override.service = s").getQueuesList())
                .containsExactly(created);
        assertThat(list("app_engine_routing_override.service = other").getQueuesList())
                .isEmpty();
        AppEngineRouting changed = update(override("ignored", "v2"), "app_engine_routing_override.version")
                .getAppEngineRoutingOverride();
        assertThat(changed.getService()).isEqualTo("s");
        assertThat(changed.getVersion()).isEqualTo("v2");
        assertThat(update(Queue.newBuilder(), "app_engine_routing_override").hasAppEngineRoutingOverride())
                .isFalse();
    }

    @Test
    @Tag("documented")
    void an_override_is_seen_by_v2beta3_in_its_own_place() {
        create(override("s", "v1"));

        io.github.cloudtasks.proto.v2beta3.Queue seen = door.call(
                "google.cloud.tasks.v2beta3.CloudTasks",
                "GetQueue",
                GetQueueRequest.newBuilder().setName(NAME).build(),
                io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance());

        assertThat(seen.getAppEngineHttpQueue().getAppEngineRoutingOverride().getService())
                .isEqualTo("s");
    }

    @Test
    @Tag("recorded")
    void a_burst_size_is_output_only() {
        assertThat(create(Queue.newBuilder().setRateLimits(rates(10, 77, 5))).getRateLimits())
                .isEqualTo(rates(10, 10, 5));
        assertThat(update(Queue.newBuilder().setRateLimits(rates(100, 77, 5)), "rate_limits.max_burst_size")
                        .getRateLimits())
                .isEqualTo(rates(10, 10, 5));
    }

    @Test
    @Tag("recorded")
    void an_empty_mask_changes_nothing() {
        Queue created = create(Queue.newBuilder().setRateLimits(rates(10, 0, 5)));

        assertThat(update(Queue.newBuilder().setRateLimits(rates(100, 0, 7)))).isEqualTo(created);
    }

    @Test
    @Tag("inferred")
    void what_this_version_cannot_name_outlives_an_update_with_a_mask() {
        io.github.cloudtasks.proto.v2beta3.Queue.Builder sent = io.github.cloudtasks.proto.v2beta3.Queue.newBuilder()
                .setName(NAME)
                .setTaskTtl(Durations.fromSeconds(864_000));
        door.call(
                "google.cloud.tasks.v2beta3.CloudTasks",
                "CreateQueue",
                io.github.cloudtasks.proto.v2beta3.CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(sent)
                        .build(),
                io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance());

        update(Queue.newBuilder().setRateLimits(rates(100, 0, 7)), "rate_limits");

        assertThat(door.call(
                                "google.cloud.tasks.v2beta3.CloudTasks",
                                "GetQueue",
                                GetQueueRequest.newBuilder().setName(NAME).build(),
                                io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance())
                        .getTaskTtl())
                .isEqualTo(Durations.fromSeconds(864_000));
    }

    private static Queue.Builder override(String service, String version) {
        return Queue.newBuilder()
                .setAppEngineRoutingOverride(
                        AppEngineRouting.newBuilder().setService(service).setVersion(version));
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
        UpdateQueueRequest request = UpdateQueueRequest.newBuilder()
                .setQueue(queue.setName(NAME))
                .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)))
                .build();
        return door.call("UpdateQueue", request, Queue.getDefaultInstance());
    }

    private static RateLimits rates(double perSecond, int burst, int concurrent) {
        return RateLimits.newBuilder()
                .setMaxDispatchesPerSecond(perSecond)
                .setMaxBurstSize(burst)
                .setMaxConcurrentDispatches(concurrent)
                .build();
    }
}
