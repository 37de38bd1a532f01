package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.model.ApiException.Code.PERMISSION_DENIED;

import io.github.cloudtasks.model.ApiException.Detail;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The checks of resource names, in the order of the service. Over REST such a name is an unknown path.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class ResourceNamesContract extends ServiceContract {

    @ParameterizedTest
    @EnumSource
    @Tag("recorded")
    void empty_name_is_an_invalid_resource_field(ResourceMethod method) {
        Map<String, String> metadata = new TreeMap<>(Map.of("service", "cloudtasks.googleapis.com"));
        String fullName = service.methodName(method.name());
        if (fullName != null) {
            metadata.put("method", fullName);
        }

        assertRejected(
                INVALID_ARGUMENT,
                "Invalid resource field value in the request.",
                () -> method.call(service, ""),
                new Detail.ErrorInfo("RESOURCE_PROJECT_INVALID", "googleapis.com", metadata));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("recorded")
    void name_outside_projects_is_denied(ResourceMethod method) {
        String text = "Permission denied on resource project not-a-valid-name.";

        assertRejected(
                PERMISSION_DENIED,
                text,
                () -> method.call(service, "not-a-valid-name"),
                new Detail.ErrorInfo(
                        "CONSUMER_INVALID",
                        "googleapis.com",
                        Map.of(
                                "consumer", "projects/not-a-valid-name",
                                "containerInfo", "not-a-valid-name",
                                "service", "cloudtasks.googleapis.com")),
                new Detail.LocalizedMessage("en-US", text),
                new Detail.Help("Google developers console", "https://console.developers.google.com"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"LeaseTasks", "AcknowledgeTask", "RenewLease", "CancelLease"})
    @Tag("recorded")
    void malformed_name_is_denied_for_lack_of_permission__missing_id(ResourceMethod method) {
        String name = withoutLastId(method);

        assertRejected(
                PERMISSION_DENIED,
                ExpectedErrors.permissionDenied(method.permission, name),
                () -> method.call(service, name));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"LeaseTasks", "AcknowledgeTask", "RenewLease", "CancelLease"})
    @Tag("inferred")
    void malformed_name_is_denied_for_lack_of_permission__missing_id_in_lease_methods(ResourceMethod method) {
        String name = withoutLastId(method);

        assertRejected(
                PERMISSION_DENIED,
                ExpectedErrors.permissionDenied(method.permission, name),
                () -> method.call(service, name));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("recorded")
    void malformed_name_is_denied_for_lack_of_permission__extra_segment(ResourceMethod method) {
        String name = validName(method) + "/extra";

        assertRejected(
                PERMISSION_DENIED,
                ExpectedErrors.permissionDenied(method.permission, name),
                () -> method.call(service, name));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void malformed_name_is_denied_for_lack_of_permission__misspelt_collection(ResourceMethod method) {
        String name = validName(method).replace("/locations/", "/regions/");

        assertRejected(
                PERMISSION_DENIED,
                ExpectedErrors.permissionDenied(method.permission, name),
                () -> method.call(service, name));
    }

    @Test
    @Tag("recorded")
    void malformed_name_is_denied_for_lack_of_permission__project_as_parent() {
        String parent = "projects/" + fixture.project();

        assertRejected(
                PERMISSION_DENIED,
                ExpectedErrors.permissionDenied("queues.create", parent),
                () -> service.createQueue(
                        parent, parent + "/queues/q", QueueBuilder.push().build()));
    }

    @Test
    @Tag("inferred")
    void name_is_checked_before_the_rest_of_the_request() {
        assertRejected(
                PERMISSION_DENIED,
                ExpectedErrors.permissionDenied("tasks.create", fixture.location() + "/queues"),
                () -> service.createTask(
                        fixture.location() + "/queues", TaskBuilder.with(null).build()));
    }

    private String validName(ResourceMethod method) {
        return switch (method.type) {
            case LOCATION -> fixture.location();
            case QUEUE -> fixture.queue("q");
            case TASK -> fixture.task("q", "t");
        };
    }

    private String withoutLastId(ResourceMethod method) {
        String name = validName(method);
        return name.substring(0, name.lastIndexOf('/'));
    }
}
