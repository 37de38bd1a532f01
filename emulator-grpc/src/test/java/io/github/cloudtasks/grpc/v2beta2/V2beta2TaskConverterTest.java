package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2beta2.AttemptStatus;
import io.github.cloudtasks.proto.v2beta2.HttpRequest;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class V2beta2TaskConverterTest {
    private static final com.google.rpc.Status STATUS = com.google.rpc.Status.newBuilder()
            .setCode(13)
            .setMessage("INTERNAL(13): HTTP status code 500")
            .build();
    private static final Payload APP_ENGINE = new Payload.AppEngineHttpRequest(
            HttpMethod.GET, null, "/x", Map.of("A", "b"), Bytes.wrap("body".getBytes()));
    private static final Payload PULL = new Payload.PullMessage(Bytes.EMPTY, "tag");

    private final V2beta2TaskConverter converter = new V2beta2TaskConverter();

    @Test
    @Tag("recorded")
    void attempts_and_counts_are_shown_in_task_status() {
        Task shown = shown(
                APP_ENGINE,
                3,
                1,
                new Attempt(null, at(1), null, null),
                new Attempt(at(2), at(3), at(4), new Outcome.Responded(500)));

        assertThat(shown.getStatus())
                .isEqualTo(TaskStatus.newBuilder()
                        .setAttemptDispatchCount(3)
                        .setAttemptResponseCount(1)
                        .setFirstAttemptStatus(AttemptStatus.newBuilder().setDispatchTime(Timestamps.fromSeconds(1)))
                        .setLastAttemptStatus(AttemptStatus.newBuilder()
                                .setScheduleTime(Timestamps.fromSeconds(2))
                                .setDispatchTime(Timestamps.fromSeconds(3))
                                .setResponseTime(Timestamps.fromSeconds(4))
                                .setResponseStatus(STATUS))
                        .build());
    }

    @Test
    @Tag("documented")
    void running_attempt_has_no_response() {
        AttemptStatus shown = shown(APP_ENGINE, 1, 0, null, new Attempt(at(1), at(1), null, null))
                .getStatus()
                .getLastAttemptStatus();

        assertThat(shown.hasDispatchTime()).isTrue();
        assertThat(shown.hasResponseTime()).isFalse();
        assertThat(shown.hasResponseStatus()).isFalse();
    }

    @Test
    @Tag("inferred")
    void task_status_is_shown_before_the_first_attempt() {
        Task shown = shown(APP_ENGINE, 0, 0, null, null);

        assertThat(shown.hasStatus()).isTrue();
        assertThat(shown.getStatus()).isEqualTo(TaskStatus.getDefaultInstance());
    }

    @Test
    @Tag("documented")
    void pull_task_counts_leases_and_shows_no_attempts() {
        Attempt lease = new Attempt(at(1), at(1), null, null);

        assertThat(shown(PULL, 2, 5, lease, lease).getStatus())
                .isEqualTo(TaskStatus.newBuilder().setAttemptDispatchCount(2).build());
    }

    @Test
    @Tag("inferred")
    void output_only_fields_in_a_request_are_ignored() {
        Task sent = Task.newBuilder()
                .setStatus(TaskStatus.newBuilder().setAttemptDispatchCount(9).setAttemptResponseCount(8))
                .build();

        assertThat(converter.fromProto(sent)).isEqualTo(converter.fromProto(Task.getDefaultInstance()));
    }

    @Test
    @Tag("documented")
    void dispatch_deadline_is_not_shown() {
        assertThat(converter.toProto(task(APP_ENGINE, Duration.ofMinutes(10), 0, 0, null, null), TaskView.FULL))
                .isEqualTo(converter.toProto(task(APP_ENGINE, null, 0, 0, null, null), TaskView.FULL));
        assertThat(converter.fromProto(Task.getDefaultInstance()).dispatchDeadline())
                .isNull();
    }

    @Test
    @Tag("documented")
    void app_engine_request_uses_relative_url_and_payload() {
        AppEngineHttpRequest sent = AppEngineHttpRequest.newBuilder()
                .setHttpMethodValue(2)
                .setRelativeUrl("/x")
                .putHeaders("A", "b")
                .setPayload(ByteString.copyFromUtf8("body"))
                .build();

        assertThat(converter
                        .fromProto(
                                Task.newBuilder().setAppEngineHttpRequest(sent).build())
                        .payload())
                .isEqualTo(APP_ENGINE);
        assertThat(shown(APP_ENGINE, 0, 0, null, null).getAppEngineHttpRequest())
                .isEqualTo(sent);
    }

    @Test
    @Tag("recorded")
    void unknown_method_is_post() {
        Task sent = Task.newBuilder()
                .setViewValue(99)
                .setHttpRequest(HttpRequest.newBuilder().setHttpMethodValue(-1))
                .build();

        assertThat(converter.fromProto(sent).payload())
                .isInstanceOfSatisfying(
                        Payload.HttpRequest.class,
                        request -> assertThat(request.httpMethod()).isEqualTo(HttpMethod.POST));
    }

    private Task shown(
            Payload payload, int dispatches, int responses, @Nullable Attempt first, @Nullable Attempt last) {
        return converter.toProto(task(payload, null, dispatches, responses, first, last), TaskView.FULL);
    }

    private static io.github.cloudtasks.model.task.Task task(
            Payload payload,
            @Nullable Duration deadline,
            int dispatches,
            int responses,
            @Nullable Attempt first,
            @Nullable Attempt last) {
        return new io.github.cloudtasks.model.task.Task(
                QueueName.of("p", "l", "q").task("t"),
                1,
                payload,
                at(0),
                at(0),
                deadline,
                null,
                dispatches,
                responses,
                first,
                last,
                false);
    }

    private static Instant at(long seconds) {
        return Instant.ofEpochSecond(seconds);
    }
}
