package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The maximum size of a task. The size is that of the stored task in protobuf encoding.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class TaskSizesContract extends ServiceContract {
    private static final String TOO_LARGE = "Task size too large";

    /** The recorded limit: 1 MiB − 7, without {@code view}. */
    private static final int LARGEST_HTTP = 1_048_569;

    /** The encoded size of a timestamp in whole seconds: tag, length and seconds. */
    private static final int TIME = 1 + 1 + (1 + 5);

    @Test
    @Tag("recorded")
    void http_task_has_at_most_1048569_bytes__body() {
        fixture.createQueue("q", QueueBuilder.push());
        int room = roomForHttp("t");

        assertThat(http("t", room).id()).isEqualTo("t");
        assertRejected(INVALID_ARGUMENT, TOO_LARGE, () -> http("u", room + 1));
    }

    @Test
    @Tag("recorded")
    void http_task_has_at_most_1048569_bytes__long_name() {
        fixture.createQueue("q", QueueBuilder.push());
        int room = roomForHttp("t");
        String longer = "t".repeat(11);

        assertThat(http(longer, room - 10).id()).isEqualTo(longer);
        assertRejected(INVALID_ARGUMENT, TOO_LARGE, () -> http(longer.replace('t', 'u'), room - 9));
    }

    /** The recorded task: its name and body have 1,047,455 bytes together at the limit. */
    @Test
    @Tag("recorded")
    void http_task_has_at_most_1048569_bytes__schedule_time_with_a_fraction() {
        fixture.createQueue("q", QueueBuilder.push());
        Instant scheduleTime = fixture.now().plus(Duration.ofHours(1)).plusNanos(123_456_789);
        int room = 1_047_455 - fixture.task("q", "t").length();

        assertThat(fixture.createTask("q", "t", largeHttp(room).at(scheduleTime))
                        .scheduleTime())
                .isEqualTo(scheduleTime.truncatedTo(ChronoUnit.MICROS));
        assertRejected(
                INVALID_ARGUMENT,
                TOO_LARGE,
                () -> fixture.createTask("q", "u", largeHttp(room + 1).at(scheduleTime)));
    }

    /** The documentation says 100 KB. Responses of v2 show the same limit as for HTTP tasks. */
    @Test
    @Tag("recorded")
    void app_engine_task_has_at_most_1048569_bytes_in_v2_and_v2beta3() {
        assumeTrue(!service.dialect().equals(Dialect.V2BETA2));
        assertLargestAppEngineTask(1_048_569);
    }

    @Test
    @Tag("documented")
    void app_engine_task_has_at_most_100_kb_in_v2beta2() {
        assumeTrue(service.dialect().equals(Dialect.V2BETA2));
        assertLargestAppEngineTask(100 * 1024);
    }

    private void assertLargestAppEngineTask(int largest) {
        fixture.createQueue("q", QueueBuilder.push());
        String digits = Integer.toString(largest - 1000);
        int request = (1 + 1)
                + (1 + 1 + text(fixture.project() + ".appspot.com"))
                + text("/")
                + header("User-Agent", "AppEngine-Google; (+http://code.google.com/appengine)")
                + header("Content-Length", digits)
                + header("Content-Type", "application/octet-stream");
        int room = largest - text(fixture.task("q", "t")) - TIME - TIME - (1 + 3) - request - (1 + 3);

        assertThat(appEngine("t", room).id()).isEqualTo("t");
        assertRejected(INVALID_ARGUMENT, TOO_LARGE, () -> appEngine("u", room + 1));
    }

    @Test
    @Tag("documented")
    void pull_task_has_at_most_1_mb_in_v2beta2() {
        assumeTrue(service.dialect().equals(Dialect.V2BETA2));
        fixture.createQueue("q", QueueBuilder.pull());
        int room = 1024 * 1024 - text(fixture.task("q", "t")) - TIME - TIME - (1 + 3) - (1 + 3) - text("tag");

        assertThat(pull("t", room).id()).isEqualTo("t");
        assertRejected(INVALID_ARGUMENT, TOO_LARGE, () -> pull("u", room + 1));
    }

    @Test
    @Tag("inferred")
    void http_task_has_at_most_1048569_bytes__far_too_large() {
        fixture.createQueue("q", QueueBuilder.push());

        assertRejected(INVALID_ARGUMENT, TOO_LARGE, () -> http("t", 2 * LARGEST_HTTP));
    }

    /** Returns the number of body bytes for which an HTTP task with the long header has the maximum size. */
    private int roomForHttp(String taskId) {
        int request = text(TaskBuilder.URL)
                + (1 + 1)
                + header("User-Agent", "Google-Cloud-Tasks")
                + header("X-Header", "v".repeat(1000));
        int deadline = 1 + 1 + (1 + 2);
        return LARGEST_HTTP - text(fixture.task("q", taskId)) - TIME - TIME - deadline - (1 + 3) - request - (1 + 3);
    }

    private Task http(String taskId, int bodySize) {
        return fixture.createTask("q", taskId, largeHttp(bodySize));
    }

    private static TaskBuilder largeHttp(int bodySize) {
        return TaskBuilder.http(
                TaskBuilder.URL, HttpMethod.POST, Map.of("X-Header", "v".repeat(1000)), "b".repeat(bodySize));
    }

    private Task appEngine(String taskId, int bodySize) {
        return fixture.createTask(
                "q", taskId, TaskBuilder.appEngine(HttpMethod.POST, null, "/", Map.of(), "b".repeat(bodySize)));
    }

    private Task pull(String taskId, int messageSize) {
        return fixture.createTask("q", taskId, TaskBuilder.pull("b".repeat(messageSize), "tag"));
    }

    private static int text(String text) {
        return 1 + (text.length() < 128 ? 1 : 2) + text.length();
    }

    private static int header(String name, String value) {
        int entry = text(name) + text(value);
        return 1 + (entry < 128 ? 1 : 2) + entry;
    }
}
