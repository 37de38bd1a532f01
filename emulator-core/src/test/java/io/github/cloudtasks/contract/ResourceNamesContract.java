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
 * What a name must look like, in the order in which the service looks at it. REST cannot read this chapter: there a
 * name that is not one is a path that is not there.
 */
public abstract class ResourceNamesContract extends ServiceContract {

    @ParameterizedTest
    @EnumSource
    @Tag("recorded")
    void an_empty_name_is_an_invalid_resource_field(ResourceMethod rpc) {
        Map<String, String> metadata = new TreeMap<>(Map.of("service", "cloudtasks.googleapis.com"));
        String method = service.methodName(rpc.name());
        if (method != null) {
            metadata.put("method", method);
        }

        assertRejected(
                INVALID_ARGUMENT,
                "Invalid resource field value in the request.",
                () -> rpc.call(service, ""),
                new Detail.ErrorInfo("RESOURCE_PROJECT_INVALID", "googleapis.com", metadata));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("recorded")
    void a_name_that_is_not_in_a_project_is_a_project_without_permission(ResourceMethod rpc) {
        String text = "Permission denied on resource project not-a-valid-name.";

        assertRejected(
                PERMISSION_DENIED,
                text,
                () -> rpc.call(service, "not-a-valid-name"),
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
    void a_name_without_its_last_id_lacks_the_permission_of_the_method(ResourceMethod rpc) {
        String name = withoutItsId(rpc);

        assertRejected(PERMISSION_DENIED, ExpectedErrors.denied(rpc.permission, name), () -> rpc.call(service, name));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"LeaseTasks", "AcknowledgeTask", "RenewLease", "CancelLease"})
    @Tag("inferred")
    void a_name_without_its_last_id_lacks_the_permission_that_a_pull_method_would_have(ResourceMethod rpc) {
        String name = withoutItsId(rpc);

        assertRejected(PERMISSION_DENIED, ExpectedErrors.denied(rpc.permission, name), () -> rpc.call(service, name));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("recorded")
    void a_name_with_a_segment_too_many_lacks_the_permission_of_the_method(ResourceMethod rpc) {
        String name = right(rpc) + "/extra";

        assertRejected(PERMISSION_DENIED, ExpectedErrors.denied(rpc.permission, name), () -> rpc.call(service, name));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("inferred")
    void a_name_whose_kinds_are_misspelt_lacks_the_permission_of_the_method(ResourceMethod rpc) {
        String name = right(rpc).replace("/locations/", "/regions/");

        assertRejected(PERMISSION_DENIED, ExpectedErrors.denied(rpc.permission, name), () -> rpc.call(service, name));
    }

    @Test
    @Tag("recorded")
    void a_queue_to_create_whose_parent_is_a_project_lacks_the_permission() {
        String parent = "projects/" + fixture.project();

        assertRejected(
                PERMISSION_DENIED,
                ExpectedErrors.denied("queues.create", parent),
                () -> service.createQueue(
                        parent, parent + "/queues/q", QueueBuilder.push().build()));
    }

    @Test
    @Tag("inferred")
    void a_name_is_looked_at_before_anything_else_in_the_request() {
        assertRejected(
                PERMISSION_DENIED,
                ExpectedErrors.denied("tasks.create", fixture.location() + "/queues"),
                () -> service.createTask(
                        fixture.location() + "/queues", TaskBuilder.with(null).build()));
    }

    private String right(ResourceMethod rpc) {
        return switch (rpc.kind) {
            case LOCATION -> fixture.location();
            case QUEUE -> fixture.queue("q");
            case TASK -> fixture.task("q", "t");
        };
    }

    private String withoutItsId(ResourceMethod rpc) {
        String name = right(rpc);
        return name.substring(0, name.lastIndexOf('/'));
    }
}
