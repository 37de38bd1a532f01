package io.github.cloudtasks.grpc.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.iam.v1.Policy;
import com.google.longrunning.Operation;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.github.cloudtasks.proto.v2.BatchDeleteTasksMetadata;
import io.github.cloudtasks.proto.v2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2.HttpRequest;
import io.github.cloudtasks.proto.v2.HttpTarget;
import io.github.cloudtasks.proto.v2.ListTasksRequest;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.proto.v2.Task;
import io.github.cloudtasks.proto.v2.UriOverride;
import io.github.cloudtasks.proto.v2beta3.AppEngineRouting;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of all translations, tested with the messages of v2 and v2beta3. */
class TranslationTest {
    private static final ByteString BODY = ByteString.copyFromUtf8("body");

    @Test
    void fields_are_matched_by_name_not_by_number() {
        Task task = Task.newBuilder()
                .setName("t")
                .setDispatchCount(7)
                .setHttpRequest(http())
                .build();

        io.github.cloudtasks.proto.v2beta3.Task translated = there(task, v2beta3Task());

        assertThat(translated.getName()).isEqualTo("t");
        assertThat(translated.getDispatchCount()).isEqualTo(7);
        assertThat(translated.getHttpRequest().getUrl()).isEqualTo("https://x");
        assertThat(there(translated, Task.getDefaultInstance())).isEqualTo(task);
    }

    @Test
    void fields_missing_from_the_other_type_are_dropped() {
        io.github.cloudtasks.proto.v2beta3.Queue queue = io.github.cloudtasks.proto.v2beta3.Queue.newBuilder()
                .setName("q")
                .setTaskTtl(Durations.fromSeconds(1))
                .setType(io.github.cloudtasks.proto.v2beta3.Queue.Type.PULL)
                .build();

        assertThat(there(queue, Queue.getDefaultInstance()))
                .isEqualTo(Queue.newBuilder().setName("q").build());
    }

    @Test
    void unknown_enum_number_is_kept() {
        for (int number : new int[] {1, 99, -1, Integer.MIN_VALUE}) {
            Task task = Task.newBuilder()
                    .setViewValue(number)
                    .setHttpRequest(http().setHttpMethodValue(number))
                    .build();
            ListTasksRequest list =
                    ListTasksRequest.newBuilder().setResponseViewValue(number).build();

            io.github.cloudtasks.proto.v2beta3.Task translated = there(task, v2beta3Task());

            assertThat(translated.getViewValue()).isEqualTo(number);
            assertThat(translated.getHttpRequest().getHttpMethodValue()).isEqualTo(number);
            assertThat(there(translated, Task.getDefaultInstance())).isEqualTo(task);
            assertThat(there(list, io.github.cloudtasks.proto.v2beta3.ListTasksRequest.getDefaultInstance())
                            .getResponseViewValue())
                    .isEqualTo(number);
        }
    }

    @Test
    void presence_of_empty_fields_is_kept() {
        UriOverride override = UriOverride.newBuilder()
                .setSchemeValue(0)
                .setHost("")
                .setPort(0)
                .setPathOverride(io.github.cloudtasks.proto.v2.PathOverride.getDefaultInstance())
                .build();

        io.github.cloudtasks.proto.v2beta3.UriOverride translated =
                there(override, io.github.cloudtasks.proto.v2beta3.UriOverride.getDefaultInstance());

        assertThat(translated.hasScheme()).isTrue();
        assertThat(translated.hasHost()).isTrue();
        assertThat(translated.hasPort()).isTrue();
        assertThat(translated.hasPathOverride()).isTrue();
        assertThat(translated.hasQueryOverride()).isFalse();
        assertThat(there(translated, UriOverride.getDefaultInstance())).isEqualTo(override);
    }

    @Test
    void list_order_is_kept() {
        HttpTarget.Builder target = HttpTarget.newBuilder();
        for (String key : new String[] {"b", "a", "b", ""}) {
            target.addHeaderOverridesBuilder().getHeaderBuilder().setKey(key);
        }
        target.addHeaderOverridesBuilder();

        io.github.cloudtasks.proto.v2beta3.HttpTarget translated =
                there(target.build(), io.github.cloudtasks.proto.v2beta3.HttpTarget.getDefaultInstance());

        assertThat(translated.getHeaderOverridesList())
                .extracting(
                        override -> override.hasHeader() ? override.getHeader().getKey() : null)
                .containsExactly("b", "a", "b", "", null);
    }

    @Test
    void map_entries_are_kept() {
        Status status = Status.newBuilder().setCode(5).setMessage("missing").build();
        BatchDeleteTasksMetadata metadata = BatchDeleteTasksMetadata.newBuilder()
                .putFailedRequests(0, Status.getDefaultInstance())
                .putFailedRequests(7, status)
                .build();

        assertThat(there(Task.newBuilder().setHttpRequest(http()).build(), v2beta3Task())
                        .getHttpRequest()
                        .getHeadersMap())
                .containsExactly(Map.entry("A", "b"), Map.entry("C", ""));
        assertThat(there(metadata, io.github.cloudtasks.proto.v2beta3.BatchDeleteTasksMetadata.getDefaultInstance())
                        .getFailedRequestsMap())
                .containsExactly(Map.entry(0, Status.getDefaultInstance()), Map.entry(7, status));
    }

    @Test
    void bytes_and_shared_messages_are_not_copied() {
        Timestamp time = Timestamp.newBuilder().setSeconds(1).build();
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setTask(Task.newBuilder().setHttpRequest(http()).setScheduleTime(time))
                .build();

        io.github.cloudtasks.proto.v2beta3.Task translated = there(
                        request, io.github.cloudtasks.proto.v2beta3.CreateTaskRequest.getDefaultInstance())
                .getTask();

        assertThat(translated.getHttpRequest().getBody()).isSameAs(BODY);
        assertThat(translated.getScheduleTime()).isSameAs(time);
        assertThat(there(time, Timestamp.getDefaultInstance())).isSameAs(time);
    }

    @Test
    void fields_with_equal_names_and_different_types_are_rejected() {
        assertThatThrownBy(() -> there(Policy.getDefaultInstance(), AppEngineRouting.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "google.iam.v1.Policy.version is unlike google.cloud.tasks.v2beta3.AppEngineRouting.version");
        assertThatThrownBy(() -> there(ErrorInfo.getDefaultInstance(), Operation.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("google.rpc.ErrorInfo.metadata is unlike google.longrunning.Operation.metadata");
    }

    @Test
    void rule_for_two_types_applies_in_both_directions_and_in_nested_messages() {
        Translation shouting = Translation.PLAIN.with(
                HttpRequest.getDefaultInstance(),
                io.github.cloudtasks.proto.v2beta3.HttpRequest.getDefaultInstance(),
                http -> io.github.cloudtasks.proto.v2beta3.HttpRequest.newBuilder()
                        .setUrl(http.getUrl() + "!")
                        .build(),
                http -> HttpRequest.newBuilder().setUrl(http.getUrl() + "?").build());
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setTask(Task.newBuilder().setName("t").setHttpRequest(http()))
                .build();
        io.github.cloudtasks.proto.v2beta3.CreateTaskRequest other =
                io.github.cloudtasks.proto.v2beta3.CreateTaskRequest.getDefaultInstance();

        io.github.cloudtasks.proto.v2beta3.CreateTaskRequest there =
                shouting.between(CreateTaskRequest.getDefaultInstance(), other).apply(request);
        CreateTaskRequest back =
                shouting.between(other, CreateTaskRequest.getDefaultInstance()).apply(there);

        assertThat(there.getTask().getHttpRequest().getUrl()).isEqualTo("https://x!");
        assertThat(back.getTask().getHttpRequest().getUrl()).isEqualTo("https://x!?");
        assertThat(back.getTask().getName()).isEqualTo("t");
        assertThat(there(request, other).getTask().getHttpRequest().getUrl()).isEqualTo("https://x");
    }

    private static HttpRequest.Builder http() {
        return HttpRequest.newBuilder()
                .setUrl("https://x")
                .putHeaders("A", "b")
                .putHeaders("C", "")
                .setBody(BODY);
    }

    private static io.github.cloudtasks.proto.v2beta3.Task v2beta3Task() {
        return io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance();
    }

    private static <A extends Message, B extends Message> B there(A message, B into) {
        return Translation.PLAIN.between(message, into).apply(message);
    }
}
