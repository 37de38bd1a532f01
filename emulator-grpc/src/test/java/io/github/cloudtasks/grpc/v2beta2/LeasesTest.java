package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.InProcessEmulator;
import io.github.cloudtasks.proto.v2beta2.AcknowledgeTaskRequest;
import io.github.cloudtasks.proto.v2beta2.CancelLeaseRequest;
import io.github.cloudtasks.proto.v2beta2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.GetTaskRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksResponse;
import io.github.cloudtasks.proto.v2beta2.PullMessage;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.RenewLeaseRequest;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.Task.View;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lease methods, over gRPC and with the engine. */
class LeasesTest {
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
    @Tag("documented")
    void task_can_be_leased_renewed_cancelled_and_leased_again() {
        createPullQueue();
        createPullTask();

        Task leased = lease(View.FULL).getTasks(0);
        Task renewed = emulator.call(
                "RenewLease",
                RenewLeaseRequest.newBuilder()
                        .setName(NAME)
                        .setScheduleTime(leased.getScheduleTime())
                        .setLeaseDuration(Durations.fromSeconds(100))
                        .build(),
                Task.getDefaultInstance());
        Task cancelled = emulator.call(
                "CancelLease",
                CancelLeaseRequest.newBuilder()
                        .setName(NAME)
                        .setScheduleTime(renewed.getScheduleTime())
                        .build(),
                Task.getDefaultInstance());
        Task again = lease(View.BASIC).getTasks(0);

        assertThat(Timestamps.toString(leased.getScheduleTime())).isEqualTo("2026-05-06T07:08:19.123456Z");
        assertThat(leased.getPullMessage().getPayload()).isEqualTo(BODY);
        assertThat(leased.getStatus().getAttemptDispatchCount()).isEqualTo(1);
        assertThat(leased.getStatus().hasFirstAttemptStatus()).isFalse();
        assertThat(Timestamps.toString(renewed.getScheduleTime())).isEqualTo("2026-05-06T07:09:49.123456Z");
        assertThat(renewed.getPullMessage().getPayload()).isEqualTo(ByteString.EMPTY);
        assertThat(Timestamps.toString(cancelled.getScheduleTime())).isEqualTo("2026-05-06T07:08:09.123456Z");
        assertThat(again.getStatus().getAttemptDispatchCount()).isEqualTo(2);
        assertThat(again.getPullMessage().getPayload()).isEqualTo(ByteString.EMPTY);
    }

    @Test
    @Tag("documented")
    void acknowledged_task_is_not_found() {
        createPullQueue();
        createPullTask();
        Timestamp end = lease(View.BASIC).getTasks(0).getScheduleTime();

        Status wrong = acknowledgeFailure(AcknowledgeTaskRequest.newBuilder().setScheduleTime(Timestamps.EPOCH));
        Status missing = acknowledgeFailure(AcknowledgeTaskRequest.newBuilder());
        // Digits below a microsecond are ignored.
        Timestamp held = end.toBuilder().setNanos(end.getNanos() + 789).build();
        emulator.call(
                "AcknowledgeTask",
                AcknowledgeTaskRequest.newBuilder()
                        .setName(NAME)
                        .setScheduleTime(held)
                        .build(),
                Empty.getDefaultInstance());

        assertThat(wrong.getCode()).isEqualTo(9);
        assertThat(missing.getCode()).isEqualTo(3);
        assertThat(emulator.failure(
                                "GetTask",
                                GetTaskRequest.newBuilder().setName(NAME).build())
                        .getCode())
                .isEqualTo(5);
    }

    @Test
    @Tag("documented")
    void lease_without_duration_is_rejected() {
        createPullQueue();

        assertThat(emulator.failure(
                                "LeaseTasks",
                                LeaseTasksRequest.newBuilder().setParent(QUEUE).build())
                        .getCode())
                .isEqualTo(3);
        LeaseTasksRequest endless = LeaseTasksRequest.newBuilder()
                .setParent(QUEUE)
                .setLeaseDuration(com.google.protobuf.Duration.newBuilder().setSeconds(Long.MAX_VALUE))
                .build();
        assertThat(emulator.failure("LeaseTasks", endless).getMessage())
                .isEqualTo("Request contains an invalid argument.");
    }

    private void createPullQueue() {
        emulator.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(Queue.newBuilder().setName(QUEUE).setPullTarget(PullTarget.getDefaultInstance()))
                        .build(),
                Queue.getDefaultInstance());
    }

    private void createPullTask() {
        PullMessage message =
                PullMessage.newBuilder().setPayload(BODY).setTag("tag").build();
        emulator.call(
                "CreateTask",
                CreateTaskRequest.newBuilder()
                        .setParent(QUEUE)
                        .setTask(Task.newBuilder().setName(NAME).setPullMessage(message))
                        .build(),
                Task.getDefaultInstance());
    }

    private LeaseTasksResponse lease(View view) {
        return emulator.call(
                "LeaseTasks",
                LeaseTasksRequest.newBuilder()
                        .setParent(QUEUE)
                        .setMaxTasks(10)
                        .setLeaseDuration(Durations.fromSeconds(10))
                        .setResponseView(view)
                        .setFilter("tag=\"tag\"")
                        .build(),
                LeaseTasksResponse.getDefaultInstance());
    }

    private Status acknowledgeFailure(AcknowledgeTaskRequest.Builder request) {
        return emulator.failure("AcknowledgeTask", request.setName(NAME).build());
    }
}
