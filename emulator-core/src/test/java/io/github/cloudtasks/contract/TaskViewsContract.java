package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.contract.ApiDriver.View;
import io.github.cloudtasks.contract.ApiDriver.ViewedTask;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much of a task an answer shows: all of it, or all but its body. Doors only. */
public abstract class TaskViewsContract extends ApiContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Bytes BODY = TaskBuilder.bytes("hi");

    @BeforeEach
    void queues() {
        fixture.createQueue("push", QueueBuilder.push());
        if (fixture.supportsPullQueues()) {
            fixture.createQueue("pull", QueueBuilder.pull());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("recorded")
    void an_http_request_shows_its_body_in_the_full_view_only(View asked) {
        TaskBuilder task = TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, Map.of("X-Kept", "always"), "hi");

        ViewedTask created = api().createTask(
                        fixture.queue("push"),
                        task.named(fixture.task("push", "t")).build(),
                        asked);

        assertView(created, asked);
        assertThat(((HttpRequest) created.task().payload()).headers()).containsEntry("X-Kept", "always");
        assertThat(api().getTask(fixture.task("push", "t"), asked)).isEqualTo(created);
        assertThat(api().listTasks(fixture.queue("push"), asked)).containsExactly(created);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void an_app_engine_request_shows_its_body_in_the_full_view_only(View asked) {
        fixture.createTask("push", "t", TaskBuilder.appEngine(HttpMethod.POST, null, "/", Map.of(), "hi"));

        assertView(api().getTask(fixture.task("push", "t"), asked), asked);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_pull_message_shows_its_tag_always_and_its_payload_in_the_full_view_only(View asked) {
        fixture.createTask("pull", "t", TaskBuilder.pull("hi", "tag"));

        ViewedTask got = api().getTask(fixture.task("pull", "t"), asked);

        assertView(got, asked);
        assertThat(got.task().tag()).isEqualTo("tag");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_lease_shows_payloads_in_the_full_view_only(View asked) {
        fixture.createTask("pull", "t", TaskBuilder.pull("hi", "tag"));

        ViewedTask leased =
                api().leaseTasks(fixture.queue("pull"), MINUTE, asked).getFirst();
        ViewedTask renewed = api().renewLease(leased.task(), MINUTE, asked);
        ViewedTask cancelled = api().cancelLease(renewed.task(), asked);

        assertView(leased, asked);
        assertView(renewed, asked);
        assertView(cancelled, asked);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_run_shows_the_body_in_the_full_view_only(View asked) {
        fixture.createTask("push", "t", TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, Map.of(), "hi"));

        assertView(api().runTask(fixture.task("push", "t"), asked), asked);
    }

    @Test
    @Tag("recorded")
    void a_create_time_has_whole_seconds_and_a_schedule_time_microseconds() {
        fixture.advance(Duration.ofNanos(987_654_000));

        Task task = fixture.createTask("push", "t", TaskBuilder.http());

        assertThat(task.createTime()).isEqualTo(fixture.now().truncatedTo(ChronoUnit.SECONDS));
        assertThat(task.scheduleTime()).isEqualTo(fixture.now());
    }

    @Test
    @Tag("documented")
    void a_pull_task_shows_how_often_it_was_leased_and_no_attempts() {
        fixture.createTask("pull", "t", TaskBuilder.pull("hi", "tag"));
        api().leaseTasks(fixture.queue("pull"), MINUTE, View.BASIC);

        Task task = service.getTask(fixture.task("pull", "t"));

        assertThat(task.dispatchCount()).isEqualTo(1);
        assertThat(task.firstAttempt()).isNull();
        assertThat(task.lastAttempt()).isNull();
    }

    private static void assertView(ViewedTask answer, View asked) {
        boolean full = asked == View.FULL;
        assertThat(answer.view()).isEqualTo(full ? View.FULL : View.BASIC);
        assertThat(body(answer.task().payload())).isEqualTo(full ? BODY : Bytes.EMPTY);
    }

    private static Bytes body(Payload payload) {
        return switch (payload) {
            case HttpRequest http -> http.body();
            case AppEngineHttpRequest appEngine -> appEngine.body();
            case PullMessage pull -> pull.payload();
        };
    }
}
