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

/**
 * The {@code responseView} of task methods: BASIC omits the body, FULL includes it.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class TaskViewsContract extends ApiContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Bytes BODY = TaskBuilder.bytes("hi");

    @BeforeEach
    void createQueues() {
        fixture.createQueue("push", QueueBuilder.push());
        if (fixture.supportsPullQueues()) {
            fixture.createQueue("pull", QueueBuilder.pull());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("recorded")
    void body_is_returned_only_in_the_full_view__http(View requested) {
        TaskBuilder task = TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, Map.of("X-Kept", "always"), "hi");

        ViewedTask created = api().createTask(
                        fixture.queue("push"),
                        task.named(fixture.task("push", "t")).build(),
                        requested);

        assertView(created, requested);
        assertThat(((HttpRequest) created.task().payload()).headers()).containsEntry("X-Kept", "always");
        assertThat(api().getTask(fixture.task("push", "t"), requested)).isEqualTo(created);
        assertThat(api().listTasks(fixture.queue("push"), requested)).containsExactly(created);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void body_is_returned_only_in_the_full_view__app_engine(View requested) {
        fixture.createTask("push", "t", TaskBuilder.appEngine(HttpMethod.POST, null, "/", Map.of(), "hi"));

        assertView(api().getTask(fixture.task("push", "t"), requested), requested);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void tag_of_a_pull_message_is_returned_in_every_view(View requested) {
        fixture.createTask("pull", "t", TaskBuilder.pull("hi", "tag"));

        ViewedTask got = api().getTask(fixture.task("pull", "t"), requested);

        assertView(got, requested);
        assertThat(got.task().tag()).isEqualTo("tag");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void body_is_returned_only_in_the_full_view__lease(View requested) {
        fixture.createTask("pull", "t", TaskBuilder.pull("hi", "tag"));

        ViewedTask leased =
                api().leaseTasks(fixture.queue("pull"), MINUTE, requested).getFirst();
        ViewedTask renewed = api().renewLease(leased.task(), MINUTE, requested);
        ViewedTask cancelled = api().cancelLease(renewed.task(), requested);

        assertView(leased, requested);
        assertView(renewed, requested);
        assertView(cancelled, requested);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void body_is_returned_only_in_the_full_view__run(View requested) {
        fixture.createTask("push", "t", TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, Map.of(), "hi"));

        assertView(api().runTask(fixture.task("push", "t"), requested), requested);
    }

    @Test
    @Tag("recorded")
    void create_time_has_whole_seconds_and_schedule_time_microseconds() {
        fixture.advance(Duration.ofNanos(987_654_000));

        Task task = fixture.createTask("push", "t", TaskBuilder.http());

        assertThat(task.createTime()).isEqualTo(fixture.now().truncatedTo(ChronoUnit.SECONDS));
        assertThat(task.scheduleTime()).isEqualTo(fixture.now());
    }

    @Test
    @Tag("documented")
    void pull_task_shows_its_lease_count_and_no_attempts() {
        fixture.createTask("pull", "t", TaskBuilder.pull("hi", "tag"));
        api().leaseTasks(fixture.queue("pull"), MINUTE, View.BASIC);

        Task task = service.getTask(fixture.task("pull", "t"));

        assertThat(task.dispatchCount()).isEqualTo(1);
        assertThat(task.firstAttempt()).isNull();
        assertThat(task.lastAttempt()).isNull();
    }

    private static void assertView(ViewedTask response, View requested) {
        boolean full = requested == View.FULL;
        assertThat(response.view()).isEqualTo(full ? View.FULL : View.BASIC);
        assertThat(body(response.task().payload())).isEqualTo(full ? BODY : Bytes.EMPTY);
    }

    private static Bytes body(Payload payload) {
        return switch (payload) {
            case HttpRequest http -> http.body();
            case AppEngineHttpRequest appEngine -> appEngine.body();
            case PullMessage pull -> pull.payload();
        };
    }
}
