package io.github.cloudtasks.grpc.v2beta3;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.grpc.InProcessEmulator;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.proto.v2beta3.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta3.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta3.GetTaskRequest;
import io.github.cloudtasks.proto.v2beta3.HttpMethod;
import io.github.cloudtasks.proto.v2beta3.HttpRequest;
import io.github.cloudtasks.proto.v2beta3.PauseQueueRequest;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.RetryConfig;
import io.github.cloudtasks.proto.v2beta3.RunTaskRequest;
import io.github.cloudtasks.proto.v2beta3.Task;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The task methods of v2beta3, over gRPC and with the engine. Behaviour that all versions share is tested in v2beta2.
 */
class V2beta3TasksTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String QUEUE = PARENT + "/queues/q";
    private static final String NAME = QUEUE + "/tasks/t";
    private static final ByteString BODY = ByteString.copyFromUtf8("payload");
    private final InProcessEmulator emulator = new InProcessEmulator("v2beta3");

    @BeforeEach
    void createQueue() {
        Queue.Builder queue = Queue.newBuilder().setName(QUEUE);
        queue.getHttpTargetBuilder().getUriOverrideBuilder().setHost("example.com");
        emulator.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(queue)
                        .build(),
                Queue.getDefaultInstance());
        emulator.call(
                "PauseQueue", PauseQueueRequest.newBuilder().setName(QUEUE).build(), Queue.getDefaultInstance());
    }

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    @Tag("recorded")
    void created_http_task_has_defaults_and_is_shown_in_the_requested_view() {
        Task basic = create(http(), Task.View.VIEW_UNSPECIFIED_VALUE);

        assertThat(basic)
                .isEqualTo(Task.newBuilder()
                        .setName(NAME)
                        .setHttpRequest(HttpRequest.newBuilder()
                                .setUrl("https://example.com/")
                                .setHttpMethod(HttpMethod.POST)
                                .putHeaders("User-Agent", "Google-Cloud-Tasks"))
                        .setScheduleTime(basic.getScheduleTime())
                        .setCreateTime(basic.getCreateTime())
                        .setDispatchDeadline(Durations.fromSeconds(600))
                        .setView(Task.View.BASIC)
                        .build());
        assertThat(Timestamps.toString(basic.getCreateTime())).isEqualTo("2026-05-06T07:08:09Z");
        assertThat(Timestamps.toString(basic.getScheduleTime())).isEqualTo("2026-05-06T07:08:09.123456Z");
        Task.Builder full = basic.toBuilder().setView(Task.View.FULL);
        full.getHttpRequestBuilder().setBody(BODY);
        assertThat(get(Task.View.FULL_VALUE)).isEqualTo(full.build());
        assertThat(get(99)).isEqualTo(basic.toBuilder().clearView().build());
    }

    @Test
    @Tag("recorded")
    void deadline_and_partial_retry_config_are_completed_with_defaults() {
        Task.Builder sent = http().setDispatchDeadline(Durations.fromMillis(15_001));
        sent.getRetryConfigBuilder().setMaxAttempts(-1);

        Task created = create(sent, Task.View.BASIC_VALUE);

        assertThat(created.getDispatchDeadline()).isEqualTo(Durations.fromMillis(15_001));
        assertThat(created.getRetryConfig())
                .isEqualTo(RetryConfig.newBuilder()
                        .setMaxAttempts(-1)
                        .setMinBackoff(Durations.fromMillis(100))
                        .setMaxBackoff(Durations.fromSeconds(3600))
                        .setMaxDoublings(16)
                        .build());
    }

    @Test
    @Tag("recorded")
    void run_task_response_shows_the_dispatch() {
        Task created = create(http(), Task.View.BASIC_VALUE);

        Task run = emulator.call(
                "RunTask", RunTaskRequest.newBuilder().setName(NAME).build(), Task.getDefaultInstance());

        Task.Builder expected = created.toBuilder().setDispatchCount(1);
        expected.getLastAttemptBuilder().setScheduleTime(created.getScheduleTime());
        assertThat(run).isEqualTo(expected.build());
        assertThat(emulator.dispatched).hasSize(1);
    }

    @Test
    @Tag("documented")
    void buffered_request_becomes_a_task_in_basic_view() {
        Task buffered = (Task) emulator.version()
                .bufferTask()
                .call(
                        QUEUE,
                        "t",
                        io.github.cloudtasks.model.HttpMethod.POST,
                        Map.of("X-Custom", "1"),
                        Bytes.wrap(BODY.toByteArray()));

        assertThat(buffered.getName()).isEqualTo(NAME);
        assertThat(buffered.getView()).isEqualTo(Task.View.BASIC);
        assertThat(buffered.getHttpRequest().getHeadersMap()).containsEntry("X-Custom", "1");
        assertThat(get(Task.View.FULL_VALUE).getHttpRequest().getBody()).isEqualTo(BODY);
    }

    private static Task.Builder http() {
        return Task.newBuilder()
                .setName(NAME)
                .setHttpRequest(HttpRequest.newBuilder()
                        .setUrl("https://example.com/")
                        .setHttpMethodValue(99)
                        .setBody(BODY));
    }

    private Task create(Task.Builder task, int view) {
        return emulator.call(
                "CreateTask",
                CreateTaskRequest.newBuilder()
                        .setParent(QUEUE)
                        .setTask(task)
                        .setResponseViewValue(view)
                        .build(),
                Task.getDefaultInstance());
    }

    private Task get(int view) {
        return emulator.call(
                "GetTask",
                GetTaskRequest.newBuilder()
                        .setName(NAME)
                        .setResponseViewValue(view)
                        .build(),
                Task.getDefaultInstance());
    }
}
