package io.github.cloudtasks.grpc.v2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.MessagePair;
import io.github.cloudtasks.grpc.RandomMessages;
import io.github.cloudtasks.proto.v2.AppEngineRouting;
import io.github.cloudtasks.proto.v2.CloudTasksProto;
import io.github.cloudtasks.proto.v2.ListQueuesResponse;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class V2TranslationTest {
    private final V2Translation words = new V2Translation();

    @Test
    void every_message_survives_a_round_trip_through_v2beta3() {
        long seed = 44;
        RandomMessages messages = new RandomMessages(seed);
        assertThat(MessagePair.namesMissingFromV2beta3(CloudTasksProto.getDescriptor()))
                .isEmpty();
        for (MessagePair type : MessagePair.of(CloudTasksProto.getDescriptor())) {
            for (int i = 0; i < 200; i++) {
                Message sent = messages.like(type.own());

                Message there = V2Translation.TRANSLATION
                        .between(type.own(), type.v2beta3())
                        .apply(sent);

                assertThat(V2Translation.TRANSLATION
                                .between(type.v2beta3(), type.own())
                                .apply(there))
                        .as("seed %d, message %d", seed, i)
                        .isEqualTo(sent);
            }
        }
    }

    @Test
    @Tag("documented")
    void app_engine_routing_override_is_a_field_of_the_queue() {
        AppEngineRouting routing =
                AppEngineRouting.newBuilder().setService("s").setHost("h").build();
        Queue own = Queue.newBuilder()
                .setName("q")
                .setAppEngineRoutingOverride(routing)
                .build();

        io.github.cloudtasks.proto.v2beta3.Queue there = words.toV2beta3(own);

        assertThat(there.getAppEngineHttpQueue().getAppEngineRoutingOverride())
                .isEqualTo(io.github.cloudtasks.proto.v2beta3.AppEngineRouting.newBuilder()
                        .setService("s")
                        .setHost("h")
                        .build());
        assertThat(there.getName()).isEqualTo("q");
        assertThat(words.toOwn(there)).isEqualTo(own);
    }

    @Test
    @Tag("documented")
    void empty_app_engine_routing_override_differs_from_none() {
        Queue empty = Queue.newBuilder()
                .setAppEngineRoutingOverride(AppEngineRouting.getDefaultInstance())
                .build();
        io.github.cloudtasks.proto.v2beta3.Queue withoutOverride = io.github.cloudtasks.proto.v2beta3.Queue.newBuilder()
                .setAppEngineHttpQueue(AppEngineHttpQueue.getDefaultInstance())
                .build();

        assertThat(words.toV2beta3(empty).getAppEngineHttpQueue().hasAppEngineRoutingOverride())
                .isTrue();
        assertThat(words.toOwn(words.toV2beta3(empty))).isEqualTo(empty);
        assertThat(words.toV2beta3(Queue.getDefaultInstance()).hasAppEngineHttpQueue())
                .isFalse();
        assertThat(words.toOwn(withoutOverride)).isEqualTo(Queue.getDefaultInstance());
    }

    @Test
    @Tag("documented")
    void app_engine_routing_override_is_translated_in_lists() {
        Queue own = Queue.newBuilder()
                .setAppEngineRoutingOverride(AppEngineRouting.newBuilder().setService("s"))
                .build();
        ListQueuesResponse list = ListQueuesResponse.newBuilder()
                .addQueues(own)
                .addQueues(Queue.getDefaultInstance())
                .build();
        io.github.cloudtasks.proto.v2beta3.ListQueuesResponse other =
                io.github.cloudtasks.proto.v2beta3.ListQueuesResponse.getDefaultInstance();

        assertThat(V2Translation.TRANSLATION.between(list, other).apply(list).getQueuesList())
                .containsExactly(words.toV2beta3(own), words.toV2beta3(Queue.getDefaultInstance()));
    }

    @Test
    @Tag("recorded")
    void mask_uses_field_names_of_this_version_and_empty_mask_changes_nothing() {
        assertThat(words.descriptor()).isSameAs(Queue.getDescriptor());
        assertThat(words.ratePath()).isEqualTo("rate_limits.max_dispatches_per_second");
        assertThat(words.emptyMaskIsAll()).isFalse();
    }
}
