package io.github.cloudtasks.grpc.v2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.Namesakes;
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
    void every_message_survives_the_way_to_v2beta3_and_back() {
        long seed = 44;
        RandomMessages messages = new RandomMessages(seed);
        assertThat(Namesakes.lackedBy(CloudTasksProto.getDescriptor())).isEmpty();
        for (Namesakes type : Namesakes.of(CloudTasksProto.getDescriptor())) {
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
    void an_app_engine_override_stands_on_the_queue_itself() {
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
    void an_empty_app_engine_override_is_one_and_none_is_none() {
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
    void an_app_engine_override_is_in_its_place_inside_of_lists_too() {
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
    void a_mask_names_the_rate_as_the_message_does_and_an_empty_one_changes_nothing() {
        assertThat(words.descriptor()).isSameAs(Queue.getDescriptor());
        assertThat(words.ratePath()).isEqualTo("rate_limits.max_dispatches_per_second");
        assertThat(words.emptyMaskIsAll()).isFalse();
    }
}
