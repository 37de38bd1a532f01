package io.github.cloudtasks.grpc.v2beta3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.grpc.RandomValidMessages;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2beta3.HttpRequest;
import io.github.cloudtasks.proto.v2beta3.PullMessage;
import io.github.cloudtasks.proto.v2beta3.RetryConfig;
import io.github.cloudtasks.proto.v2beta3.Task;
import java.text.ParseException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class V2beta3TaskConverterTest {
    private static final V2beta3TaskConverter CONVERTER = new V2beta3TaskConverter();
    private static final TaskName NAME = QueueName.of("p", "l", "q").task("t");
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final Instant SCHEDULED = Instant.parse("2026-01-02T03:04:06.123456Z");
    private static final Task HTTP = Task.newBuilder()
            .setHttpRequest(HttpRequest.newBuilder()
                    .setUrl("https://x")
                    .putHeaders("A", "b")
                    .setBody(bytes("body")))
            .build();
    private static final Task APP_ENGINE = Task.newBuilder()
            .setAppEngineHttpRequest(AppEngineHttpRequest.newBuilder()
                    .setRelativeUri("/x")
                    .putHeaders("A", "b")
                    .setBody(bytes("body")))
            .build();
    private static final Task PULL = Task.newBuilder()
            .setPullMessage(PullMessage.newBuilder().setPayload(bytes("body")).setTag("tag"))
            .build();

    @Test
    void payloads_survive_a_round_trip() {
        long seed = 43;
        RandomValidMessages messages = new RandomValidMessages(seed);
        for (int i = 0; i < 2000; i++) {
            Task sent = messages.like(Task.getDefaultInstance());
            NewTask requested = CONVERTER.fromProto(sent);
            assertThat(requested.name()).isEqualTo(sent.getName());
            if (requested.payload() == null) {
                assertThat(sent.getPayloadTypeCase()).isEqualTo(Task.PayloadTypeCase.PAYLOADTYPE_NOT_SET);
                continue;
            }

            Task shown = CONVERTER.toProto(task(requested.payload(), 0, 0, null, null), TaskView.FULL);

            Task.Builder expected = shown.toBuilder().clearPayloadType().mergeFrom(onlyPayload(sent));
            assertThat(shown).as("seed %d, message %d", seed, i).isEqualTo(expected.build());
        }
    }

    private static Task onlyPayload(Task sent) {
        Task.Builder payload = sent.toBuilder()
                .clearName()
                .clearScheduleTime()
                .clearCreateTime()
                .clearDispatchDeadline()
                .clearDispatchCount()
                .clearResponseCount()
                .clearFirstAttempt()
                .clearLastAttempt()
                .clearRetryConfig()
                .clearView();
        if (payload.hasHttpRequest() && payload.getHttpRequest().getHttpMethodValue() == 0) {
            payload.getHttpRequestBuilder().setHttpMethodValue(1);
        }
        if (payload.hasAppEngineHttpRequest()) {
            AppEngineHttpRequest.Builder request = payload.getAppEngineHttpRequestBuilder();
            if (request.getHttpMethodValue() == 0) {
                request.setHttpMethodValue(1);
            }
            if (request.hasAppEngineRouting()) {
                request.getAppEngineRoutingBuilder().clearHost();
            }
        }
        return payload.build();
    }

    @Test
    @Tag("recorded")
    void basic_view_shows_headers_without_bodies() {
        for (int view : new int[] {Task.View.BASIC_VALUE, Task.View.VIEW_UNSPECIFIED_VALUE}) {
            Task shown = shown(HTTP, TaskView.ofSingleTask(view));

            assertThat(shown.getView()).isEqualTo(Task.View.BASIC);
            assertThat(shown.getHttpRequest().getBody()).isEqualTo(ByteString.EMPTY);
            assertThat(shown.getHttpRequest().getHeadersMap()).containsEntry("A", "b");
        }
    }

    @Test
    @Tag("documented")
    void basic_view_of_pull_task_shows_tag_without_payload() {
        assertThat(shown(PULL, TaskView.BASIC).getPullMessage())
                .isEqualTo(PullMessage.newBuilder().setTag("tag").build());
        assertThat(shown(APP_ENGINE, TaskView.BASIC).getAppEngineHttpRequest().getBody())
                .isEqualTo(ByteString.EMPTY);
    }

    @Test
    @Tag("documented")
    void full_view_shows_bodies() {
        assertThat(shown(HTTP, TaskView.FULL).getHttpRequest().getBody()).isEqualTo(bytes("body"));
        assertThat(shown(PULL, TaskView.FULL).getPullMessage().getPayload()).isEqualTo(bytes("body"));
        assertThat(shown(APP_ENGINE, TaskView.FULL).getAppEngineHttpRequest().getBody())
                .isEqualTo(bytes("body"));
        assertThat(shown(HTTP, TaskView.ofSingleTask(Task.View.FULL_VALUE)).getView())
                .isEqualTo(Task.View.FULL);
    }

    @Test
    @Tag("recorded")
    void unknown_view_is_basic_in_list_and_unspecified_elsewhere() {
        for (int unknown : new int[] {3, 99, -1, Integer.MIN_VALUE}) {
            Task alone = shown(HTTP, TaskView.ofSingleTask(unknown));
            Task inList = shown(HTTP, TaskView.ofListedTask(unknown));

            assertThat(alone.getView()).isEqualTo(Task.View.VIEW_UNSPECIFIED);
            assertThat(alone.getHttpRequest().getBody()).isEqualTo(ByteString.EMPTY);
            assertThat(inList.getView()).isEqualTo(Task.View.BASIC);
            assertThat(inList.getHttpRequest().getBody()).isEqualTo(ByteString.EMPTY);
        }
    }

    @Test
    @Tag("recorded")
    void creation_time_is_in_seconds_and_schedule_time_in_microseconds() {
        Task shown = shown(HTTP, TaskView.BASIC);

        assertThat(Timestamps.toString(shown.getCreateTime())).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(Timestamps.toString(shown.getScheduleTime())).isEqualTo("2026-01-02T03:04:06.123456Z");
        assertThat(shown.getName()).isEqualTo("projects/p/locations/l/queues/q/tasks/t");
    }

    @Test
    @Tag("recorded")
    void attempt_shows_its_times_and_response_status() throws ParseException {
        Attempt first = new Attempt(null, SCHEDULED, null, null);
        Attempt last =
                new Attempt(SCHEDULED, SCHEDULED.plusMillis(1), SCHEDULED.plusMillis(2), new Outcome.Responded(500));

        Task shown = CONVERTER.toProto(task(payload(HTTP), 3, 1, first, last), TaskView.BASIC);

        assertThat(shown.getDispatchCount()).isEqualTo(3);
        assertThat(shown.getResponseCount()).isEqualTo(1);
        assertThat(shown.getFirstAttempt())
                .isEqualTo(attempt()
                        .setDispatchTime(Timestamps.parse("2026-01-02T03:04:06.123456Z"))
                        .build());
        assertThat(shown.getLastAttempt())
                .isEqualTo(attempt()
                        .setScheduleTime(Timestamps.parse("2026-01-02T03:04:06.123456Z"))
                        .setDispatchTime(Timestamps.parse("2026-01-02T03:04:06.124456Z"))
                        .setResponseTime(Timestamps.parse("2026-01-02T03:04:06.125456Z"))
                        .setResponseStatus(com.google.rpc.Status.newBuilder()
                                .setCode(13)
                                .setMessage("INTERNAL(13): HTTP status code 500"))
                        .build());
    }

    private static io.github.cloudtasks.proto.v2beta3.Attempt.Builder attempt() {
        return io.github.cloudtasks.proto.v2beta3.Attempt.newBuilder();
    }

    @Test
    @Tag("documented")
    void running_attempt_has_no_response() {
        Attempt running = new Attempt(SCHEDULED, SCHEDULED, null, null);
        Task shown = CONVERTER.toProto(task(payload(HTTP), 1, 0, running, running), TaskView.BASIC);

        assertThat(shown.getLastAttempt().hasDispatchTime()).isTrue();
        assertThat(shown.getLastAttempt().hasResponseTime()).isFalse();
        assertThat(shown.getLastAttempt().hasResponseStatus()).isFalse();
    }

    @Test
    @Tag("recorded")
    void new_task_shows_no_attempts() {
        Task shown = shown(HTTP, TaskView.BASIC);

        assertThat(shown.getDispatchCount()).isZero();
        assertThat(shown.getResponseCount()).isZero();
        assertThat(shown.hasFirstAttempt()).isFalse();
        assertThat(shown.hasLastAttempt()).isFalse();
    }

    @Test
    @Tag("documented")
    void pull_task_counts_leases_and_shows_no_attempts() {
        Attempt lease = new Attempt(SCHEDULED, SCHEDULED, null, null);
        Task shown = CONVERTER.toProto(task(payload(PULL), 2, 5, lease, lease), TaskView.BASIC);

        assertThat(shown.getDispatchCount()).isEqualTo(2);
        assertThat(shown.getResponseCount()).isZero();
        assertThat(shown.hasFirstAttempt()).isFalse();
        assertThat(shown.hasLastAttempt()).isFalse();
    }

    @Test
    @Tag("documented")
    void own_deadline_and_retry_config_of_a_task_are_shown() {
        Task sent = HTTP.toBuilder()
                .setDispatchDeadline(Durations.fromMillis(15_500))
                .setRetryConfig(RetryConfig.newBuilder().setMaxAttempts(-1).setMinBackoff(Durations.fromNanos(1)))
                .build();
        NewTask requested = CONVERTER.fromProto(sent);
        io.github.cloudtasks.model.task.Task task = new io.github.cloudtasks.model.task.Task(
                NAME,
                1,
                payload(sent),
                CREATED,
                SCHEDULED,
                requested.dispatchDeadline(),
                requested.retryConfig(),
                0,
                0,
                null,
                null,
                false);

        Task shown = CONVERTER.toProto(task, TaskView.BASIC);

        assertThat(shown.getDispatchDeadline()).isEqualTo(sent.getDispatchDeadline());
        assertThat(shown.getRetryConfig()).isEqualTo(sent.getRetryConfig());
        assertThat(shown(HTTP, TaskView.BASIC).hasDispatchDeadline()).isFalse();
        assertThat(shown(HTTP, TaskView.BASIC).hasRetryConfig()).isFalse();
    }

    @Test
    @Tag("recorded")
    void unknown_http_method_is_post() {
        for (int number : new int[] {0, 8, 99, -1, Integer.MIN_VALUE}) {
            Task sent = Task.newBuilder()
                    .setHttpRequest(HttpRequest.newBuilder().setHttpMethodValue(number))
                    .build();

            assertThat(((Payload.HttpRequest) payload(sent)).httpMethod())
                    .isEqualTo(io.github.cloudtasks.model.HttpMethod.POST);
        }
    }

    @Test
    @Tag("documented")
    void every_http_method_keeps_its_number() {
        for (int number = 1; number <= 7; number++) {
            Task sent = Task.newBuilder()
                    .setAppEngineHttpRequest(AppEngineHttpRequest.newBuilder().setHttpMethodValue(number))
                    .build();
            Task shown = shown(sent, TaskView.BASIC);

            assertThat(shown.getAppEngineHttpRequest().getHttpMethodValue()).isEqualTo(number);
            assertThat(shown.getAppEngineHttpRequest().getHttpMethod().name())
                    .isEqualTo(((Payload.AppEngineHttpRequest) payload(sent))
                            .httpMethod()
                            .name());
        }
    }

    @Test
    @Tag("inferred")
    void output_only_fields_in_a_request_are_ignored() {
        Task sent = HTTP.toBuilder()
                .setCreateTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                .setDispatchCount(9)
                .setResponseCount(8)
                .setFirstAttempt(attempt().setDispatchTime(Timestamps.EPOCH))
                .setLastAttempt(attempt())
                .setView(Task.View.FULL)
                .build();

        assertThat(CONVERTER.fromProto(sent)).isEqualTo(CONVERTER.fromProto(HTTP));
    }

    @Test
    @Tag("recorded")
    void schedule_time_keeps_nanoseconds_and_must_be_before_year_10000() {
        Timestamp odd = Timestamp.newBuilder()
                .setSeconds(4_102_444_799L)
                .setNanos(123_456_789)
                .build();

        assertThat(CONVERTER
                        .fromProto(Task.newBuilder().setScheduleTime(odd).build())
                        .scheduleTime())
                .isEqualTo(Instant.ofEpochSecond(4_102_444_799L, 123_456_789));
        Task late = Task.newBuilder()
                .setScheduleTime(Timestamp.newBuilder().setSeconds(253_402_300_800L))
                .build();
        assertThatThrownBy(() -> CONVERTER.fromProto(late)).hasMessage("Request contains an invalid argument.");
    }

    private static Task shown(Task sent, TaskView view) {
        return CONVERTER.toProto(task(payload(sent), 0, 0, null, null), view);
    }

    private static Payload payload(Task sent) {
        Payload payload = CONVERTER.fromProto(sent).payload();
        assertThat(payload).isNotNull();
        return payload;
    }

    private static io.github.cloudtasks.model.task.Task task(
            Payload payload, int dispatches, int responses, @Nullable Attempt first, @Nullable Attempt last) {
        return new io.github.cloudtasks.model.task.Task(
                NAME, 1, payload, CREATED, SCHEDULED, null, null, dispatches, responses, first, last, false);
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
