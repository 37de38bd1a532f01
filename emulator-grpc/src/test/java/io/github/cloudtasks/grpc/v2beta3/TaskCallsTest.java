package io.github.cloudtasks.grpc.v2beta3;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.grpc.InProcess;
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

/** The methods on tasks, over gRPC and the engine. What all versions share, v2beta2's tests show. */
class TaskCallsTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String QUEUE = PARENT + "/queues/q";
    private static final String NAME = QUEUE + "/tasks/t";
    private static final ByteString BODY = ByteString.copyFromUtf8("payload");
    private final InProcess door = new InProcess("v2beta3");

    @BeforeEach
    void createQueue() {
        Queue.Builder queue = Queue.newBuilder().setName(QUEUE);
        queue.getHttpTargetBuilder().getUriOverrideBuilder().setHost("example.com");
        door.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(queue)
                        .build(),
                Queue.getDefaultInstance());
        door.call("PauseQueue", PauseQueueRequest.newBuilder().setName(QUEUE).build(), Queue.getDefaultInstance());
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    @Tag("recorded")
    void an_http_task_comes_back_completed_in_the_view_that_was_asked_for() {
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
    void a_deadline_and_a_partial_retry_configuration_come_back_completed() {
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
    void a_task_that_is_run_shows_its_dispatch_before_it_is_sent() {
        Task created = create(http(), Task.View.BASIC_VALUE);

        Task run =
                door.call("RunTask", RunTaskRequest.newBuilder().setName(NAME).build(), Task.getDefaultInstance());

        Task.Builder expected = created.toBuilder().setDispatchCount(1);
        expected.getLastAttemptBuilder().setScheduleTime(created.getScheduleTime());
        assertThat(run).isEqualTo(expected.build());
        assertThat(door.dispatched).hasSize(1);
    }

    @Test
    @Tag("documented")
    void a_buffered_request_becomes_a_task_in_the_basic_view() {
        Task buffered = (Task)
                door.version().bufferTask().call(QUEUE, "t", Map.of("X-Custom", "1"), Bytes.wrap(BODY.toByteArray()));

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
        return door.call(
                "CreateTask",
                CreateTaskRequest.newBuilder()
                        .setParent(QUEUE)
                        .setTask(task)
                        .setResponseViewValue(view)
                        .build(),
                Task.getDefaultInstance());
    }

    private Task get(int view) {
        return door.call(
                "GetTask",
                GetTaskRequest.newBuilder()
                        .setName(NAME)
                        .setResponseViewValue(view)
                        .build(),
                Task.getDefaultInstance());
    }
}
