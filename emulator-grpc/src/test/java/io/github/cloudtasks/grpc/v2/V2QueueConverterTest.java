package io.github.cloudtasks.grpc.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.grpc.ModelQueues;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.v2.AppEngineRouting;
import io.github.cloudtasks.proto.v2.Queue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class V2QueueConverterTest {
    private final V2QueueConverter converter = new V2QueueConverter();

    @Test
    @Tag("documented")
    void app_engine_routing_override_is_a_field_of_the_queue() {
        Queue sent = Queue.newBuilder()
                .setAppEngineRoutingOverride(
                        AppEngineRouting.newBuilder().setService("s").setHost("ignored"))
                .build();
        PushTarget target =
                new PushTarget(new io.github.cloudtasks.model.AppEngineRouting("s", "", "", "s.p.appspot.com"), null);

        assertThat(converter.fromProto(sent).target())
                .isEqualTo(new PushTarget(new io.github.cloudtasks.model.AppEngineRouting("s", "", "", ""), null));
        assertThat(converter.toProto(ModelQueues.withTarget(target), null).getAppEngineRoutingOverride())
                .isEqualTo(AppEngineRouting.newBuilder()
                        .setService("s")
                        .setHost("s.p.appspot.com")
                        .build());
    }

    @Test
    @Tag("documented")
    void empty_app_engine_routing_override_differs_from_none() {
        Queue empty = Queue.newBuilder()
                .setAppEngineRoutingOverride(AppEngineRouting.getDefaultInstance())
                .build();

        assertThat(converter.fromProto(empty).target())
                .isEqualTo(new PushTarget(io.github.cloudtasks.model.AppEngineRouting.DEFAULT, null));
        assertThat(converter.fromProto(Queue.getDefaultInstance()).target()).isNull();
        assertThat(converter
                        .toProto(ModelQueues.withTarget(PushTarget.PLAIN), null)
                        .hasAppEngineRoutingOverride())
                .isFalse();
    }

    @Test
    @Tag("documented")
    void statistics_are_not_shown() {
        io.github.cloudtasks.model.queue.Queue queue = ModelQueues.withTarget(PushTarget.PLAIN);

        assertThat(converter.toProto(queue, new QueueStats(1, null, 2, 3, 4)))
                .isEqualTo(converter.toProto(queue, null));
    }

    @Test
    @Tag("recorded")
    void mask_uses_field_names_of_this_version_and_empty_mask_changes_nothing() {
        assertThat(converter.descriptor()).isSameAs(Queue.getDescriptor());
        assertThat(converter.ratePath()).isEqualTo("rate_limits.max_dispatches_per_second");
        assertThat(converter.emptyMaskIsAll()).isFalse();
    }
}
