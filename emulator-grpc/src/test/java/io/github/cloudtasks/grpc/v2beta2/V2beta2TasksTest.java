package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.InProcessEmulator;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2beta2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.DeleteTaskRequest;
import io.github.cloudtasks.proto.v2beta2.GetTaskRequest;
import io.github.cloudtasks.proto.v2beta2.HttpMethod;
import io.github.cloudtasks.proto.v2beta2.HttpRequest;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.ListTasksRequest;
import io.github.cloudtasks.proto.v2beta2.ListTasksResponse;
import io.github.cloudtasks.proto.v2beta2.PauseQueueRequest;
import io.github.cloudtasks.proto.v2beta2.PullMessage;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.RunTaskRequest;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.Task.View;
import io.github.cloudtasks.proto.v2beta2.UriOverride;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The task methods of v2beta2, over gRPC and with the engine. */
class V2beta2TasksTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String QUEUE = PARENT + "/queues/q";
    private static final String NAME = QUEUE + "/tasks/t";
    private static final ByteString BODY = ByteString.copyFromUtf8("payload");
    private final InProcessEmulator emulator = new InProcessEmulator();

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    @Tag("recorded")
    void created_http_task_has_defaults_and_is_shown_in_the_requested_view() {
        createQueue(Queue.newBuilder());
        Task sent = Task.newBuilder()
                .setName(NAME)
                .setHttpRequest(HttpRequest.newBuilder()
                        .setUrl("https://example.com/")
                        .setHttpMethodValue(99)
                        .setBody(BODY))
                .build();

        Task basic = create(sent, View.VIEW_UNSPECIFIED);
        Task full = get(View.FULL);

        assertThat(basic.getHttpRequest())
                .isEqualTo(HttpRequest.newBuilder()
                        .setUrl("https://example.com/")
                        .setHttpMethod(HttpMethod.POST)
                        .putHeaders("User-Agent", "Google-Cloud-Tasks")
                        .build());
        assertThat(basic.getView()).isEqualTo(View.BASIC);
        assertThat(Timestamps.toString(basic.getCreateTime())).isEqualTo("2026-05-06T07:08:09Z");
        assertThat(Timestamps.toString(basic.getScheduleTime())).isEqualTo("2026-05-06T07:08:09.123456Z");
        assertThat(full.getHttpRequest())
                .isEqualTo(basic.getHttpRequest().toBuilder().setBody(BODY).build());
        assertThat(full.getView()).isEqualTo(View.FULL);
        assertThat(get(View.UNRECOGNIZED).getView()).isEqualTo(View.VIEW_UNSPECIFIED);
    }

    @Test
    @Tag("documented")
    void app_engine_task_shows_its_routing() {
        createQueue(Queue.newBuilder());
        Task sent = Task.newBuilder()
                .setName(NAME)
                .setAppEngineHttpRequest(AppEngineHttpRequest.newBuilder()
                        .setRelativeUrl("/work")
                        .setPayload(BODY))
                .build();

        Task full = create(sent, View.FULL);

        assertThat(full.getAppEngineHttpRequest().getRelativeUrl()).isEqualTo("/work");
        assertThat(full.getAppEngineHttpRequest().getPayload()).isEqualTo(BODY);
        assertThat(full.getAppEngineHttpRequest().getAppEngineRouting().getHost())
                .isEqualTo("p.appspot.com");
    }

    @Test
    @Tag("recorded")
    void task_without_payload_or_with_invalid_time_is_rejected() {
        createQueue(Queue.newBuilder());
        Task late = pullTask()
                .setScheduleTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                .build();

        assertThat(createFailure(Task.getDefaultInstance()).getMessage()).isEqualTo("Task.payload_type is not set.");
        assertThat(createFailure(late).getMessage()).isEqualTo("Request contains an invalid argument.");
        Task pacific = Task.newBuilder()
                .setHttpRequest(HttpRequest.newBuilder().setUrl("https://example.com/"))
                .setScheduleTime(
                        Timestamp.newBuilder().setSeconds(4_102_444_800L).setNanos(1))
                .build();
        assertThat(createFailure(pacific).getMessage())
                .startsWith("The Task.scheduleTime, 2099-12-31T16:00:00.000000001-08:00, is too far in the future.");
    }

    @Test
    @Tag("documented")
    void tasks_can_be_listed_and_deleted() {
        createPullQueue();
        create(pullTask().setName(NAME).build(), View.BASIC);

        ListTasksResponse full = emulator.call(
                "ListTasks",
                ListTasksRequest.newBuilder()
                        .setParent(QUEUE)
                        .setResponseView(View.FULL)
                        .build(),
                ListTasksResponse.getDefaultInstance());
        emulator.call("DeleteTask", DeleteTaskRequest.newBuilder().setName(NAME).build(), Empty.getDefaultInstance());
        ListTasksResponse none = emulator.call(
                "ListTasks",
                ListTasksRequest.newBuilder().setParent(QUEUE).build(),
                ListTasksResponse.getDefaultInstance());

        assertThat(full.getTasksList()).extracting(Task::getName).containsExactly(NAME);
        assertThat(full.getTasks(0).getPullMessage().getPayload()).isEqualTo(BODY);
        assertThat(full.getNextPageToken()).isNotEmpty();
        assertThat(none).isEqualTo(ListTasksResponse.getDefaultInstance());
    }

    @Test
    @Tag("recorded")
    void run_task_response_shows_the_dispatch() {
        createQueue(Queue.newBuilder());
        emulator.call(
                "PauseQueue", PauseQueueRequest.newBuilder().setName(QUEUE).build(), Queue.getDefaultInstance());
        Task sent = Task.newBuilder()
                .setName(NAME)
                .setHttpRequest(HttpRequest.newBuilder().setUrl("https://example.com/"))
                .build();
        Task created = create(sent, View.BASIC);

        Task run = emulator.call(
                "RunTask", RunTaskRequest.newBuilder().setName(NAME).build(), Task.getDefaultInstance());

        assertThat(run.getStatus().getAttemptDispatchCount()).isEqualTo(1);
        assertThat(run.getStatus().hasFirstAttemptStatus()).isFalse();
        assertThat(run.getStatus().getLastAttemptStatus().getScheduleTime()).isEqualTo(created.getScheduleTime());
        assertThat(run.getStatus().getLastAttemptStatus().hasDispatchTime()).isFalse();
        assertThat(run.getScheduleTime()).isEqualTo(created.getScheduleTime());
        assertThat(emulator.dispatched).hasSize(1);
    }

    @Test
    @Tag("documented")
    void buffered_request_becomes_a_task_in_basic_view() {
        createQueue(Queue.newBuilder()
                .setHttpTarget(HttpTarget.newBuilder()
                        .setUriOverride(UriOverride.newBuilder().setHost("example.com"))));

        Task buffered = (Task) emulator.version()
                .bufferTask()
                .call(
                        QUEUE,
                        "t",
                        io.github.cloudtasks.model.HttpMethod.POST,
                        Map.of("X-Custom", "1"),
                        Bytes.wrap(BODY.toByteArray()));

        assertThat(buffered.getName()).isEqualTo(NAME);
        assertThat(buffered.getView()).isEqualTo(View.BASIC);
        assertThat(buffered.getHttpRequest().getUrl()).isEqualTo("https://example.com");
        assertThat(buffered.getHttpRequest().getHeadersMap()).containsEntry("X-Custom", "1");
        assertThat(get(View.FULL).getHttpRequest().getBody()).isEqualTo(BODY);
    }

    private void createPullQueue() {
        createQueue(Queue.newBuilder().setPullTarget(PullTarget.getDefaultInstance()));
    }

    private void createQueue(Queue.Builder queue) {
        emulator.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(queue.setName(QUEUE))
                        .build(),
                Queue.getDefaultInstance());
    }

    private static Task.Builder pullTask() {
        return Task.newBuilder()
                .setPullMessage(PullMessage.newBuilder().setPayload(BODY).setTag("tag"));
    }

    private Task create(Task task, View view) {
        return emulator.call("CreateTask", createRequest(task, view), Task.getDefaultInstance());
    }

    private Status createFailure(Task task) {
        return emulator.failure("CreateTask", createRequest(task, View.BASIC));
    }

    private static CreateTaskRequest createRequest(Task task, View view) {
        return CreateTaskRequest.newBuilder()
                .setParent(QUEUE)
                .setTask(task)
                .setResponseView(view)
                .build();
    }

    private Task get(View view) {
        GetTaskRequest.Builder request = GetTaskRequest.newBuilder().setName(NAME);
        request.setResponseViewValue(view == View.UNRECOGNIZED ? 99 : view.getNumber());
        return emulator.call("GetTask", request.build(), Task.getDefaultInstance());
    }
}
