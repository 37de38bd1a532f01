package io.github.cloudtasks.engine.rules;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static io.github.cloudtasks.engine.ErrorAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.ApiException.Detail;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.QueueName;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceNamesTest {
    private static final String BAD_QUEUE_ID =
            "Queue ID \"%s\" can contain only letters ([A-Za-z]), numbers ([0-9]), or hyphens (-)."
                    + " Queue ID must be between 1 and 100 characters.";
    private static final String BAD_TASK_ID =
            "Task ID \"%s\" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), or underscores (_)."
                    + " Task ID must between 1 and 500 characters.";

    @Test
    @Tag("documented")
    void valid_names_are_accepted() {
        assertThat(ResourceNames.project("projects/example.com:p-1", Permission.LOCATIONS_LIST))
                .isEqualTo("example.com:p-1");
        assertThat(ResourceNames.location("projects/p/locations/us-central1", Permission.QUEUES_LIST))
                .isEqualTo(new LocationName("p", "us-central1"));
        assertThat(ResourceNames.queue("projects/p/locations/l/queues/Q-0", Permission.QUEUES_GET))
                .isEqualTo(QueueName.of("p", "l", "Q-0"));
        assertThat(ResourceNames.task("projects/p/locations/l/queues/q/tasks/_T-0", Permission.TASKS_GET))
                .isEqualTo(QueueName.of("p", "l", "q").task("_T-0"))
                .hasToString("projects/p/locations/l/queues/q/tasks/_T-0");
    }

    @Test
    @Tag("recorded")
    void empty_name_is_an_invalid_field() {
        ApiException error = assertInvalid(
                () -> ResourceNames.queue("", Permission.QUEUES_GET), "Invalid resource field value in the request.");

        assertThat(error.details())
                .containsExactly(new Detail.ErrorInfo(
                        "RESOURCE_PROJECT_INVALID", "googleapis.com", Map.of("service", "cloudtasks.googleapis.com")));
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"bogus", "project/p", "projects", "/projects/p", "Projects/p", " projects/p", "queues/q"})
    void name_outside_projects_is_denied(String name) {
        String text = "Permission denied on resource project " + name + ".";

        ApiException error =
                assertRejected(() -> ResourceNames.queue(name, Permission.QUEUES_GET), Code.PERMISSION_DENIED, text);

        assertThat(error.details())
                .containsExactly(
                        new Detail.ErrorInfo(
                                "CONSUMER_INVALID",
                                "googleapis.com",
                                Map.of(
                                        "consumer",
                                        "projects/" + name,
                                        "containerInfo",
                                        name,
                                        "service",
                                        "cloudtasks.googleapis.com")),
                        new Detail.LocalizedMessage("en-US", text),
                        new Detail.Help("Google developers console", "https://console.developers.google.com"));
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(
            strings = {
                "projects/",
                "projects/p",
                "projects//locations/l/queues/q",
                "projects/p/locations/l/queues/",
                "projects/p/locations/l/queues",
                "projects/p/locations/l/queues/q/",
                "projects/p/locations/l/queues/q/tasks/t",
                "projects/p/locations/l/queue/q",
                "projects/p/queues/q/locations/l",
                "projects/p/locations//queues/q",
                "projects/p/locations/l/queues/q/q"
            })
    void malformed_name_is_denied(String name) {
        ApiException error = assertRejected(
                () -> ResourceNames.queue(name, Permission.QUEUES_PAUSE),
                Code.PERMISSION_DENIED,
                "The principal (user or service account) lacks IAM permission \"cloudtasks.queues.pause\" for the resource \""
                        + name
                        + "\" (or the resource may not exist).");

        assertThat(error.details()).isEmpty();
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"a_b", "a b", "a.b", "\u00e4", "a%2Fb", "-\n", "\u0661", "a:b"})
    void queue_id_with_invalid_characters_is_rejected(String id) {
        ApiException error = assertInvalid(
                () -> ResourceNames.queue("projects/p/locations/l/queues/" + id, Permission.QUEUES_GET),
                BAD_QUEUE_ID.formatted(id));

        assertThat(error.details())
                .containsExactly(
                        new Detail.Help(
                                "Definition of queue ID",
                                "https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues#Queue.FIELDS.name"));
    }

    @Test
    @Tag("recorded")
    void queue_id_has_1_to_100_characters() {
        String longest = "q".repeat(100);

        assertThatCode(() -> ResourceNames.checkQueueId(longest)).doesNotThrowAnyException();
        assertThatCode(() -> ResourceNames.checkQueueId("-")).doesNotThrowAnyException();
        assertInvalid(() -> ResourceNames.checkQueueId(longest + "q"), BAD_QUEUE_ID.formatted(longest + "q"));
        assertInvalid(() -> ResourceNames.checkQueueId(""), BAD_QUEUE_ID.formatted(""));
    }

    @Test
    @Tag("recorded")
    void task_id_has_1_to_500_characters() {
        String longest = "_".repeat(500);

        assertThatCode(() -> ResourceNames.checkTaskId(longest)).doesNotThrowAnyException();
        assertInvalid(() -> ResourceNames.checkTaskId(longest + "t"), BAD_TASK_ID.formatted(longest + "t"));
        assertInvalid(() -> ResourceNames.checkTaskId(""), BAD_TASK_ID.formatted(""));
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"a b", "a.b", "\u00e4", "a~", "a:b"})
    void task_id_with_invalid_characters_is_rejected(String id) {
        ApiException error = assertInvalid(
                () -> ResourceNames.task(Samples.QUEUE + "/tasks/" + id, Permission.TASKS_GET),
                BAD_TASK_ID.formatted(id));

        assertThat(error.details())
                .containsExactly(
                        new Detail.Help(
                                "Definition of task ID",
                                "https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks#Task.FIELDS.name"));
    }

    @Test
    @Tag("inferred")
    void queue_id_is_checked_before_the_task_id() {
        assertInvalid(
                () -> ResourceNames.task("projects/p/locations/l/queues/a_b/tasks/a b", Permission.TASKS_GET),
                BAD_QUEUE_ID.formatted("a_b"));
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(strings = {"p p", "p\u00e4", "p%20", "p?", "-", ".", ".."})
    void project_id_with_invalid_characters_is_denied(String id) {
        assertRejected(
                () -> ResourceNames.location("projects/" + id + "/locations/l", Permission.QUEUES_LIST),
                Code.PERMISSION_DENIED,
                "Permission denied on resource project " + id + ".");
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(strings = {"l l", "l.l", "l:l", "\u00e4", "-", "--", "_", ".", ".."})
    void location_id_with_invalid_characters_is_rejected(String id) {
        assertInvalid(
                () -> ResourceNames.location("projects/p/locations/" + id, Permission.QUEUES_LIST),
                "Location '" + id + "' is not a valid location. Use ListLocations to list valid locations.");
    }

    @Test
    @Tag("recorded")
    void wildcard_is_no_location_of_a_cmek_config() {
        assertInvalid(
                () -> ResourceNames.locationOfCmekConfig("projects/p/locations/-/cmekConfig"),
                "Location '-' is not a valid location. Use ListLocations to list valid locations.");
    }

    @Test
    @Tag("inferred")
    void operation_id_has_1_to_500_characters() {
        String longest = "o".repeat(500);

        assertThatCode(() -> ResourceNames.checkOperationId(longest)).doesNotThrowAnyException();
        assertThatCode(() -> ResourceNames.checkOperationId("...")).doesNotThrowAnyException();
        assertThatCode(() -> ResourceNames.checkOperationId(longest + "o")).isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"", "q", "projects/p/locations/l", "projects/p/locations/l/queues/", "queues/q"})
    void malformed_queue_name_in_a_body_has_its_own_error_message(String name) {
        ApiException error = assertInvalid(
                () -> ResourceNames.queueIn(new LocationName("p", "l"), name),
                "Queue name must be formatted: \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>\".");

        assertThat(error.details())
                .extracting(detail -> ((Detail.Help) detail).description())
                .containsExactly("Definition of queue name");
    }

    @Test
    @Tag("recorded")
    void queue_name_in_a_body_must_be_in_its_parent() {
        LocationName parent = new LocationName("p", "l");

        assertThat(ResourceNames.queueIn(parent, Samples.QUEUE.toString())).isEqualTo(Samples.QUEUE);
        assertInvalid(
                () -> ResourceNames.queueIn(parent, "projects/p/locations/m/queues/q"),
                "projects/p/locations/m/queues/q must begin with projects/p/locations/l.");
        assertInvalid(
                () -> ResourceNames.queueIn(parent, "projects/p/locations/m/queues/a_b"),
                BAD_QUEUE_ID.formatted("a_b"));
    }

    @Test
    @Tag("recorded")
    void task_name_in_a_body_must_be_in_its_queue() {
        assertThat(ResourceNames.taskIn(Samples.QUEUE, Samples.QUEUE + "/tasks/t"))
                .isEqualTo(Samples.QUEUE.task("t"));
        assertInvalid(
                () -> ResourceNames.taskIn(Samples.QUEUE, "projects/p/locations/l/queues/r/tasks/t"),
                "The queue name from request ('projects/p/locations/l/queues/q') must be the same as the queue name in the named"
                        + " task ('projects/p/locations/l/queues/r').");
        assertInvalid(
                () -> ResourceNames.taskIn(Samples.QUEUE, "t"),
                "Task name must be formatted:"
                        + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>\".");
        assertInvalid(
                () -> ResourceNames.taskIn(Samples.QUEUE, Samples.QUEUE + "/tasks/a b"), BAD_TASK_ID.formatted("a b"));
    }

    @Test
    @Tag("inferred")
    void name_of_a_million_segments_is_denied_like_others() {
        String name = "projects/p" + "/x".repeat(1_000_000);

        assertThatCode(() -> ResourceNames.queue(name, Permission.QUEUES_GET)).isInstanceOf(ApiException.class);
        assertThatCode(() -> ResourceNames.taskIn(Samples.QUEUE, name)).isInstanceOf(ApiException.class);
    }
}
