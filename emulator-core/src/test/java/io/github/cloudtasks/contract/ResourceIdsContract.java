package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.model.ApiException.Code.PERMISSION_DENIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.contract.ResourceMethod.ResourceType;
import io.github.cloudtasks.model.ApiException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Characters and lengths of the ids of queues, tasks, projects and locations.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class ResourceIdsContract extends ServiceContract {

    static Stream<ResourceMethod> queueMethods() {
        return Stream.of(ResourceMethod.values()).filter(method -> method.type == ResourceType.QUEUE);
    }

    static Stream<ResourceMethod> taskMethods() {
        return Stream.of(ResourceMethod.values()).filter(method -> method.type == ResourceType.TASK);
    }

    @ParameterizedTest
    @MethodSource("queueMethods")
    @Tag("recorded")
    void queue_id_allows_only_letters_and_digits_and_hyphens__queue_methods(ResourceMethod method) {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidQueueId("not_valid"),
                () -> method.call(service, fixture.queue("not_valid")),
                ExpectedErrors.QUEUE_ID_HELP);
    }

    @ParameterizedTest
    @MethodSource("taskMethods")
    @Tag("recorded")
    void task_id_also_allows_underscores__rejected(ResourceMethod method) {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidTaskId("not valid"),
                () -> method.call(service, fixture.task("q", "not valid")),
                ExpectedErrors.TASK_ID_HELP);
    }

    @ParameterizedTest
    @MethodSource("taskMethods")
    @Tag("recorded")
    void queue_id_allows_only_letters_and_digits_and_hyphens__task_methods(ResourceMethod method) {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidQueueId("not_valid"),
                () -> method.call(service, fixture.task("not_valid", "t")),
                ExpectedErrors.QUEUE_ID_HELP);
    }

    @Test
    @Tag("recorded")
    void queue_id_has_at_most_100_characters() {
        String longest = "q".repeat(100);
        String tooLong = longest + "q";

        assertThat(fixture.createQueue(longest, QueueBuilder.push()).name()).hasToString(fixture.queue(longest));
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidQueueId(tooLong),
                () -> fixture.createQueue(tooLong, QueueBuilder.push()),
                ExpectedErrors.QUEUE_ID_HELP);
    }

    @Test
    @Tag("recorded")
    void task_id_has_at_most_500_characters() {
        fixture.createQueue("q", QueueBuilder.push());
        String longest = "t".repeat(500);
        String tooLong = longest + "t";

        assertThat(fixture.createTask("q", longest, TaskBuilder.http()).name()).hasToString(fixture.task("q", longest));
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidTaskId(tooLong),
                () -> fixture.createTask("q", tooLong, TaskBuilder.http()),
                ExpectedErrors.TASK_ID_HELP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "Q", "0", "-", "A-queue-of-2026", "-----"})
    @Tag("documented")
    void queue_id_allows_only_letters_and_digits_and_hyphens__accepted(String id) {
        assertThat(fixture.createQueue(id, QueueBuilder.push())).isEqualTo(service.getQueue(fixture.queue(id)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "T", "0", "_", "-", "a_task-of-2026"})
    @Tag("documented")
    void task_id_also_allows_underscores__accepted(String id) {
        fixture.createQueue("q", QueueBuilder.push());

        assertThat(fixture.createTask("q", id, TaskBuilder.http()).name()).hasToString(fixture.task("q", id));
    }

    @Test
    @Tag("documented")
    void ids_are_case_sensitive() {
        fixture.createQueue("q", QueueBuilder.push().rate(1));
        fixture.createQueue("Q", QueueBuilder.push().rate(2));

        assertThat(service.getQueue(fixture.queue("q")).rateLimits().maxDispatchesPerSecond())
                .isEqualTo(1);
        assertThat(service.getQueue(fixture.queue("Q")).rateLimits().maxDispatchesPerSecond())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com:project", "project-1", "123456789012"})
    @Tag("documented")
    void project_can_be_domain_scoped_or_a_number(String project) {
        String parent = "projects/" + fixture.project() + "." + project + "/locations/us-central1";
        String name = parent + "/queues/q";

        assertThat(service.createQueue(parent, name, QueueBuilder.push().build())
                        .name())
                .hasToString(name);
        service.deleteQueue(name);
    }

    /**
     * The wildcard of other services.
     *
     * @see <a href="https://github.com/mondoohq/mql/pull/8177">Report of the answer to ListQueues</a>
     */
    @ParameterizedTest
    @EnumSource
    @Tag("recorded")
    void wildcard_is_no_location(ResourceMethod method) {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidLocation("-"),
                () -> method.call(service, nameIn(method, fixture.location("-"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_", "--", "-_-", "a.b", "a:b"})
    @Tag("inferred")
    void location_id_has_1_to_100_letters_and_digits_and_hyphens_and_underscores__characters(String id) {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidLocation(id),
                () -> service.listQueues(fixture.location(id), 0, ""));
    }

    @Test
    @Tag("inferred")
    void location_id_has_1_to_100_letters_and_digits_and_hyphens_and_underscores__length() {
        String longest = "l".repeat(100);

        assertThat(service.listQueues(fixture.location(longest), 0, "").items()).isEmpty();
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidLocation(longest + "l"),
                () -> service.listQueues(fixture.location(longest + "l"), 0, ""));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void wildcard_is_no_project(ResourceMethod method) {
        ApiException error =
                catchRejection(() -> method.call(service, nameIn(method, "projects/-/locations/us-central1")));

        assertThat(error.code()).isEqualTo(PERMISSION_DENIED);
        assertThat(error.text()).isEqualTo("Permission denied on resource project -.");
    }

    @Test
    @Tag("inferred")
    void project_id_has_at_most_100_characters() {
        String longest = "p".repeat(100);

        assertThat(service.listQueues("projects/" + longest + "/locations/us-central1", 0, "")
                        .items())
                .isEmpty();
        ApiException error =
                catchRejection(() -> service.listQueues("projects/" + longest + "p/locations/us-central1", 0, ""));
        assertThat(error.code()).isEqualTo(PERMISSION_DENIED);
        assertThat(error.text()).isEqualTo("Permission denied on resource project " + longest + "p.");
    }

    /** Returns the name of a resource of the type that the method takes. */
    private static String nameIn(ResourceMethod method, String location) {
        return switch (method.type) {
            case LOCATION -> location;
            case QUEUE -> location + "/queues/q";
            case TASK -> location + "/queues/q/tasks/t";
        };
    }

    @Test
    @Tag("inferred")
    void any_location_can_hold_queues() {
        String parent = fixture.location("mars-north1");

        service.createQueue(parent, parent + "/queues/q", QueueBuilder.push().build());

        assertThat(service.listQueues(parent, 0, "").items()).hasSize(1);
    }
}
