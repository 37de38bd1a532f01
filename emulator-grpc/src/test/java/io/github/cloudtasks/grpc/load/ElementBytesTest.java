package io.github.cloudtasks.grpc.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.iam.v1.SetIamPolicyRequest;
import com.google.protobuf.ByteString;
import io.github.cloudtasks.proto.v2beta3.BatchCreateTasksRequest;
import io.github.cloudtasks.proto.v2beta3.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta3.HttpRequest;
import io.github.cloudtasks.proto.v2beta3.Task;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ElementBytesTest {
    private static final int MANY = 100_000;

    private static long ofJson(String text) {
        return ElementBytes.ofJson(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void json_elements_count_more_than_their_text() {
        String list = "[" + String.join(",", Collections.nCopies(MANY, "{}")) + "]";

        assertThat(ofJson(list)).isGreaterThan(200L * MANY);
        assertThat(ofJson("{'\"': " + list + "}"))
                .as("a quote in single quotes")
                .isGreaterThan(200L * MANY);
        assertThat(ofJson("{\"\\\"'\": " + list + "}")).as("an escaped quote").isGreaterThan(200L * MANY);
    }

    @Test
    void json_texts_do_not_count() {
        assertThat(ofJson("{\"a\": \"" + "{},:[".repeat(MANY) + "\"}")).isLessThan(1000);
        assertThat(ofJson("{},".repeat(10_000))).as("a small text").isZero();
        assertThat(ofJson("\"" + "\\".repeat(MANY))).as("a malformed text").isZero();
    }

    @Test
    void fields_of_messages_count_in_all_levels() {
        BatchCreateTasksRequest.Builder batch = BatchCreateTasksRequest.newBuilder();
        Task task = Task.newBuilder()
                .setHttpRequest(HttpRequest.newBuilder().putHeaders("", ""))
                .build();
        CreateTaskRequest create = CreateTaskRequest.newBuilder().setTask(task).build();
        for (int i = 0; i < MANY; i++) {
            batch.addRequests(create);
        }

        assertThat(ElementBytes.ofMessage(batch.build().toByteArray(), BatchCreateTasksRequest.getDescriptor()))
                .as("item, task, HTTP request, header, name and value")
                .isGreaterThan(500L * MANY);
    }

    @Test
    void bytes_of_messages_do_not_count() {
        byte[] text = "z".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        HttpRequest request =
                HttpRequest.newBuilder().setBody(ByteString.copyFrom(text)).build();

        assertThat(ElementBytes.ofMessage(request.toByteArray(), HttpRequest.getDescriptor()))
                .isLessThan(2000);
    }

    @Test
    void message_that_is_cut_off_counts_up_to_its_end() {
        byte[] cutOff = new byte[2 * MANY];
        cutOff[0] = 2 << 3 | 2;
        Arrays.fill(cutOff, 1, 4, (byte) -1);
        cutOff[4] = 7;
        for (int i = 6; i < cutOff.length; i += 2) {
            cutOff[i - 1] = 4 << 3 | 2;
        }

        assertThat(ElementBytes.ofMessage(cutOff, SetIamPolicyRequest.getDescriptor()))
                .isGreaterThan(120L * MANY);
    }

    @Test
    void malformed_messages_are_counted_up_to_their_end() {
        byte[] negative = new byte[MANY];
        for (int i = 0; i + 6 <= MANY; i += 6) {
            negative[i] = 2 << 3 | 2;
            negative[i + 1] = negative[i + 2] = negative[i + 3] = negative[i + 4] = -1;
            negative[i + 5] = 0x7f;
        }
        byte[] unended = new byte[MANY];
        Arrays.fill(unended, (byte) -1);

        assertThat(ElementBytes.ofMessage(negative, null)).isLessThan(5000);
        assertThat(ElementBytes.ofMessage(unended, null)).isZero();
        assertThat(ElementBytes.ofMessage(new byte[MANY], null))
                .as("field number 0")
                .isZero();
    }
}
