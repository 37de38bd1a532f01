package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.MessagePair;
import io.github.cloudtasks.grpc.RandomMessages;
import io.github.cloudtasks.proto.v2beta2.CloudTasksProto;
import io.github.cloudtasks.proto.v2beta2.HttpRequest;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.TaskStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class V2beta2TranslationTest {

    @Test
    void every_message_known_to_v2beta3_survives_a_round_trip() {
        long seed = 45;
        RandomMessages messages = new RandomMessages(seed);
        assertThat(MessagePair.namesMissingFromV2beta3(CloudTasksProto.getDescriptor()))
                .containsExactlyInAnyOrder(
                        "UploadQueueYamlRequest",
                        "LeaseTasksRequest",
                        "LeaseTasksResponse",
                        "AcknowledgeTaskRequest",
                        "RenewLeaseRequest",
                        "CancelLeaseRequest",
                        "PullTarget",
                        "AppEngineHttpTarget",
                        "TaskStatus",
                        "AttemptStatus");
        for (MessagePair type : MessagePair.of(CloudTasksProto.getDescriptor())) {
            for (int i = 0; i < 200; i++) {
                Message sent = messages.like(type.own());

                Message there = V2beta2Translation.TRANSLATION
                        .between(type.own(), type.v2beta3())
                        .apply(sent);

                assertThat(V2beta2Translation.TRANSLATION
                                .between(type.v2beta3(), type.own())
                                .apply(there))
                        .as("seed %d, message %d", seed, i)
                        .isEqualTo(withoutStatus(sent));
            }
        }
    }

    /** Returns a copy in which every task has an empty status, as after translation: the status is output-only. */
    private static Message withoutStatus(Message message) {
        if (message instanceof Task task) {
            return task.toBuilder().setStatus(TaskStatus.getDefaultInstance()).build();
        }
        Message.Builder builder = message.toBuilder();
        for (FieldDescriptor field : message.getAllFields().keySet()) {
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isMapField()) {
                continue;
            }
            if (!field.isRepeated()) {
                builder.setField(field, withoutStatus((Message) message.getField(field)));
                continue;
            }
            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                builder.setRepeatedField(field, i, withoutStatus((Message) message.getRepeatedField(field, i)));
            }
        }
        return builder.build();
    }

    @Test
    void unknown_enum_number_is_kept() {
        Task sent = Task.newBuilder()
                .setViewValue(99)
                .setHttpRequest(HttpRequest.newBuilder().setHttpMethodValue(-1))
                .setStatus(TaskStatus.getDefaultInstance())
                .build();

        io.github.cloudtasks.proto.v2beta3.Task there = TaskTranslation.toV2beta3(sent);

        assertThat(there.getViewValue()).isEqualTo(99);
        assertThat(there.getHttpRequest().getHttpMethodValue()).isEqualTo(-1);
        assertThat(V2beta2Translation.TASK.apply(there)).isEqualTo(sent);
    }

    @Test
    @Tag("documented")
    void mask_uses_field_names_of_this_version_and_empty_mask_covers_all_fields() {
        QueueTranslation words = new QueueTranslation();

        assertThat(words.descriptor()).isSameAs(Queue.getDescriptor());
        assertThat(words.ratePath()).isEqualTo("rate_limits.max_tasks_dispatched_per_second");
        assertThat(words.emptyMaskIsAll()).isTrue();
    }
}
