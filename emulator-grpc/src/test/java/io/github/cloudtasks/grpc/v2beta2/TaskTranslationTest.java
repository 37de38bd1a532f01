package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2beta2.AttemptStatus;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.TaskStatus;
import io.github.cloudtasks.proto.v2beta3.Attempt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TaskTranslationTest {
    private static final com.google.rpc.Status STATUS = com.google.rpc.Status.newBuilder()
            .setCode(13)
            .setMessage("INTERNAL(13): HTTP status code 500")
            .build();

    @Test
    @Tag("recorded")
    void attempts_and_counts_are_shown_in_task_status() {
        io.github.cloudtasks.proto.v2beta3.Task task = io.github.cloudtasks.proto.v2beta3.Task.newBuilder()
                .setDispatchCount(3)
                .setResponseCount(1)
                .setFirstAttempt(Attempt.newBuilder().setDispatchTime(at(1)))
                .setLastAttempt(Attempt.newBuilder()
                        .setScheduleTime(at(2))
                        .setDispatchTime(at(3))
                        .setResponseTime(at(4))
                        .setResponseStatus(STATUS))
                .build();

        assertThat(TaskTranslation.toV2beta2(task).getStatus())
                .isEqualTo(TaskStatus.newBuilder()
                        .setAttemptDispatchCount(3)
                        .setAttemptResponseCount(1)
                        .setFirstAttemptStatus(AttemptStatus.newBuilder().setDispatchTime(at(1)))
                        .setLastAttemptStatus(AttemptStatus.newBuilder()
                                .setScheduleTime(at(2))
                                .setDispatchTime(at(3))
                                .setResponseTime(at(4))
                                .setResponseStatus(STATUS))
                        .build());
    }

    @Test
    @Tag("documented")
    void running_attempt_has_no_response() {
        AttemptStatus shown = TaskTranslation.toV2beta2(io.github.cloudtasks.proto.v2beta3.Task.newBuilder()
                        .setLastAttempt(
                                Attempt.newBuilder().setScheduleTime(at(1)).setDispatchTime(at(1)))
                        .build())
                .getStatus()
                .getLastAttemptStatus();

        assertThat(shown.hasDispatchTime()).isTrue();
        assertThat(shown.hasResponseTime()).isFalse();
        assertThat(shown.hasResponseStatus()).isFalse();
    }

    @Test
    @Tag("inferred")
    void task_status_is_shown_before_the_first_attempt() {
        Task shown = TaskTranslation.toV2beta2(io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance());

        assertThat(shown.hasStatus()).isTrue();
        assertThat(shown.getStatus()).isEqualTo(TaskStatus.getDefaultInstance());
    }

    @Test
    @Tag("inferred")
    void output_only_fields_in_a_request_are_ignored() {
        Task sent = Task.newBuilder()
                .setStatus(TaskStatus.newBuilder().setAttemptDispatchCount(9).setAttemptResponseCount(8))
                .build();

        assertThat(TaskTranslation.toV2beta3(sent))
                .isEqualTo(io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance());
    }

    @Test
    @Tag("documented")
    void dispatch_deadline_is_not_shown() {
        io.github.cloudtasks.proto.v2beta3.Task.Builder task =
                io.github.cloudtasks.proto.v2beta3.Task.newBuilder().setName("n");
        Task without = TaskTranslation.toV2beta2(task.build());
        task.setDispatchDeadline(Durations.fromSeconds(600));

        assertThat(TaskTranslation.toV2beta2(task.build())).isEqualTo(without);
    }

    @Test
    @Tag("documented")
    void app_engine_request_uses_relative_url_and_payload_without_copying() {
        ByteString body = ByteString.copyFromUtf8("body");
        AppEngineHttpRequest sent = AppEngineHttpRequest.newBuilder()
                .setHttpMethodValue(99)
                .setRelativeUrl("/x")
                .putHeaders("A", "b")
                .setPayload(body)
                .build();

        io.github.cloudtasks.proto.v2beta3.Task there = TaskTranslation.toV2beta3(
                Task.newBuilder().setAppEngineHttpRequest(sent).build());
        AppEngineHttpRequest back = TaskTranslation.toV2beta2(there).getAppEngineHttpRequest();

        assertThat(there.getAppEngineHttpRequest())
                .isEqualTo(io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest.newBuilder()
                        .setHttpMethodValue(99)
                        .setRelativeUri("/x")
                        .putHeaders("A", "b")
                        .setBody(body)
                        .build());
        assertThat(back).isEqualTo(sent);
        assertThat(back.getPayload()).isSameAs(body);
    }

    private static Timestamp at(long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).build();
    }
}
