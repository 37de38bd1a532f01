package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.Namesakes;
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
    void every_message_with_a_namesake_survives_the_way_to_v2beta3_and_back() {
        long seed = 45;
        RandomMessages messages = new RandomMessages(seed);
        assertThat(Namesakes.lackedBy(CloudTasksProto.getDescriptor()))
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
        for (Namesakes type : Namesakes.of(CloudTasksProto.getDescriptor())) {
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

    /** What the emulator alone says of a task does not come from a request; the status of every task is empty then. */
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
    void an_enum_keeps_a_number_that_neither_side_knows() {
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
    void a_mask_names_the_rate_as_the_message_does_and_an_empty_one_stands_for_all_fields() {
        QueueTranslation words = new QueueTranslation();

        assertThat(words.descriptor()).isSameAs(Queue.getDescriptor());
        assertThat(words.ratePath()).isEqualTo("rate_limits.max_tasks_dispatched_per_second");
        assertThat(words.emptyMaskIsAll()).isTrue();
    }
}
