package io.github.cloudtasks.grpc.v2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import io.github.cloudtasks.grpc.InProcessEmulator;
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

/** The queue methods of v2, over gRPC and with the engine. */
class V2QueuesTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String NAME = PARENT + "/queues/q";
    private final InProcessEmulator emulator = new InProcessEmulator("v2");

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    @Tag("recorded")
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
                        .build());
        assertThat(get()).isEqualTo(created);
    }

    @Test
    @Tag("documented")
    void app_engine_routing_override_is_a_queue_field_in_messages_filters_and_masks() {
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
    void app_engine_routing_override_is_shown_in_app_engine_http_queue_of_v2beta3() {
        create(override("s", "v1"));

        io.github.cloudtasks.proto.v2beta3.Queue seen = emulator.call(
                "google.cloud.tasks.v2beta3.CloudTasks",
                "GetQueue",
                GetQueueRequest.newBuilder().setName(NAME).build(),
                io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance());

        assertThat(seen.getAppEngineHttpQueue().getAppEngineRoutingOverride().getService())
                .isEqualTo("s");
    }

    @Test
    @Tag("recorded")
    void max_burst_size_is_output_only() {
        assertThat(create(Queue.newBuilder().setRateLimits(rates(10, 77, 5))).getRateLimits())
                .isEqualTo(rates(10, 10, 5));
        assertThat(update(Queue.newBuilder().setRateLimits(rates(100, 77, 5)), "rate_limits.max_burst_size")
                        .getRateLimits())
                .isEqualTo(rates(10, 10, 5));
    }

    @Test
    @Tag("recorded")
    void empty_mask_changes_nothing() {
        Queue created = create(Queue.newBuilder().setRateLimits(rates(10, 0, 5)));

        assertThat(update(Queue.newBuilder().setRateLimits(rates(100, 0, 7)))).isEqualTo(created);
    }

    @Test
    @Tag("inferred")
    void masked_update_keeps_settings_unknown_to_this_version() {
        io.github.cloudtasks.proto.v2beta3.Queue.Builder sent = io.github.cloudtasks.proto.v2beta3.Queue.newBuilder()
                .setName(NAME)
                .setTaskTtl(Durations.fromSeconds(864_000));
        emulator.call(
                "google.cloud.tasks.v2beta3.CloudTasks",
                "CreateQueue",
                io.github.cloudtasks.proto.v2beta3.CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(sent)
                        .build(),
                io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance());

        update(Queue.newBuilder().setRateLimits(rates(100, 0, 7)), "rate_limits");

        assertThat(emulator.call(
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
        UpdateQueueRequest request = UpdateQueueRequest.newBuilder()
                .setQueue(queue.setName(NAME))
                .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)))
                .build();
        return emulator.call("UpdateQueue", request, Queue.getDefaultInstance());
    }

    private static RateLimits rates(double perSecond, int burst, int concurrent) {
        return RateLimits.newBuilder()
                .setMaxDispatchesPerSecond(perSecond)
                .setMaxBurstSize(burst)
                .setMaxConcurrentDispatches(concurrent)
                .build();
    }
}
