package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.contract.Door.View;
import io.github.cloudtasks.contract.Door.Viewed;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Payload;
import io.github.cloudtasks.model.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.Payload.HttpRequest;
import io.github.cloudtasks.model.Payload.PullMessage;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much of a task an answer shows: all of it, or all but its body. Doors only. */
public abstract class ViewsChapter extends DoorChapter {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Bytes BODY = ATask.bytes("hi");

    @BeforeEach
    void queues() {
        bench.create("push", AQueue.push());
        if (bench.hasPullQueues()) {
            bench.create("pull", AQueue.pull());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("recorded")
    void an_http_request_shows_its_body_in_the_full_view_only(View asked) {
        ATask task = ATask.http(ATask.URL, HttpMethod.POST, Map.of("X-Kept", "always"), "hi");

        Viewed created = door().createTask(
                        bench.queue("push"), task.named(bench.task("push", "t")).build(), asked);

        assertView(created, asked);
        assertThat(((HttpRequest) created.task().payload()).headers()).containsEntry("X-Kept", "always");
        assertThat(door().getTask(bench.task("push", "t"), asked)).isEqualTo(created);
        assertThat(door().listTasks(bench.queue("push"), asked)).containsExactly(created);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void an_app_engine_request_shows_its_body_in_the_full_view_only(View asked) {
        bench.add("push", "t", ATask.appEngine(HttpMethod.POST, null, "/", Map.of(), "hi"));

        assertView(door().getTask(bench.task("push", "t"), asked), asked);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_pull_message_shows_its_tag_always_and_its_payload_in_the_full_view_only(View asked) {
        bench.add("pull", "t", ATask.pull("hi", "tag"));

        Viewed got = door().getTask(bench.task("pull", "t"), asked);

        assertView(got, asked);
        assertThat(got.task().tag()).isEqualTo("tag");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_lease_shows_payloads_in_the_full_view_only(View asked) {
        bench.add("pull", "t", ATask.pull("hi", "tag"));

        Viewed leased = door().leaseTasks(bench.queue("pull"), MINUTE, asked).getFirst();
        Viewed renewed = door().renewLease(leased.task(), MINUTE, asked);
        Viewed cancelled = door().cancelLease(renewed.task(), asked);

        assertView(leased, asked);
        assertView(renewed, asked);
        assertView(cancelled, asked);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("documented")
    void a_run_shows_the_body_in_the_full_view_only(View asked) {
        bench.add("push", "t", ATask.http(ATask.URL, HttpMethod.POST, Map.of(), "hi"));

        assertView(door().runTask(bench.task("push", "t"), asked), asked);
    }

    @Test
    @Tag("recorded")
    void a_create_time_has_whole_seconds_and_a_schedule_time_microseconds() {
        bench.advance(Duration.ofNanos(987_654_000));

        Task task = bench.add("push", "t", ATask.http());

        assertThat(task.createTime()).isEqualTo(bench.now().truncatedTo(ChronoUnit.SECONDS));
        assertThat(task.scheduleTime()).isEqualTo(bench.now());
    }

    @Test
    @Tag("documented")
    void a_pull_task_shows_how_often_it_was_leased_and_no_attempts() {
        bench.add("pull", "t", ATask.pull("hi", "tag"));
        door().leaseTasks(bench.queue("pull"), MINUTE, View.BASIC);

        Task task = service.getTask(bench.task("pull", "t"));

        assertThat(task.dispatchCount()).isEqualTo(1);
        assertThat(task.firstAttempt()).isNull();
        assertThat(task.lastAttempt()).isNull();
    }

    private static void assertView(Viewed answer, View asked) {
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
