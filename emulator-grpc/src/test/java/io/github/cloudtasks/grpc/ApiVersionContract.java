package io.github.cloudtasks.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.longrunning.GetOperationRequest;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.proto.location.GetLocationRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of every API version: each method exists, and its errors name it. */
public abstract class ApiVersionContract {
    private final String id;
    protected final InProcessEmulator emulator;
    private final ApiVersion version;

    protected ApiVersionContract(String id) {
        this.id = id;
        this.emulator = new InProcessEmulator(id);
        this.version = emulator.version();
    }

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    @Tag("recorded")
    void every_method_reports_its_own_name_for_an_empty_request() throws Exception {
        for (Rpc rpc : version.cloudTasks().rpcs()) {
            String method = rpc.method().getName();
            Status status = emulator.failure(method, rpc.request());

            assertThat(status.getCode()).as(method).isEqualTo(3);
            if (!method.equals("UploadQueueYaml")) {
                assertThat(status.getMessage()).as(method).isEqualTo("Invalid resource field value in the request.");
                assertThat(status.getDetails(0).unpack(ErrorInfo.class).getMetadataMap())
                        .containsEntry("method", "google.cloud.tasks." + id + ".CloudTasks." + method);
            }
        }
    }

    @Test
    @Tag("recorded")
    void every_method_rejects_a_name_outside_projects() {
        for (Rpc rpc : version.cloudTasks().rpcs()) {
            String method = rpc.method().getName();
            Message request = named(rpc.request(), "not-a-name");
            if (request == null) {
                assertThat(method).isEqualTo("UploadQueueYaml");
                continue;
            }
            Status status = emulator.failure(method, request);

            assertThat(status.getCode()).as(method).isEqualTo(7);
            assertThat(status.getMessage()).isEqualTo("Permission denied on resource project not-a-name.");
        }
    }

    @Test
    @Tag("recorded")
    void every_method_rejects_the_wildcard_as_a_location() {
        for (Rpc rpc : version.cloudTasks().rpcs()) {
            String method = rpc.method().getName();
            if (!method.equals("UploadQueueYaml")) {
                assertThat(failures(rpc, "projects/p/locations/-"))
                        .as(method)
                        .contains("3: Location '-' is not a valid location. Use ListLocations to list valid locations.")
                        .allMatch(failure -> failure.startsWith("3: ") || failure.startsWith("7: "));
            }
        }
    }

    /**
     * Calls a method with a resource of each type, one of which it takes. Returns the code and message of each error.
     */
    private List<String> failures(Rpc rpc, String location) {
        return Stream.of("", "/queues/q", "/queues/q/tasks/t", "/cmekConfig")
                .map(rest -> emulator.failure(rpc.method().getName(), named(rpc.request(), location + rest)))
                .map(status -> status.getCode() + ": " + status.getMessage())
                .toList();
    }

    @Test
    @Tag("recorded")
    void shared_services_reject_the_wildcard_as_a_location() {
        assertThat(emulator.failure(
                                "google.cloud.location.Locations",
                                "GetLocation",
                                GetLocationRequest.newBuilder()
                                        .setName("projects/p/locations/-")
                                        .build())
                        .getMessage())
                .isEqualTo("Location '-' is not a valid location. Use ListLocations to list valid locations.");
        assertThat(emulator.failure(
                                "google.longrunning.Operations",
                                "GetOperation",
                                GetOperationRequest.newBuilder()
                                        .setName("projects/p/locations/-/operations/o")
                                        .build())
                        .getMessage())
                .isEqualTo("Location '-' is not a valid location. Use ListLocations to list valid locations.");
    }

    private static @Nullable Message named(Message request, String name) {
        for (String field : List.of("name", "parent", "resource")) {
            if (request.getDescriptorForType().findFieldByName(field) != null) {
                return request.toBuilder()
                        .setField(request.getDescriptorForType().findFieldByName(field), name)
                        .build();
            }
        }
        for (String field : List.of("queue", "cmek_config")) {
            FieldDescriptor nested = request.getDescriptorForType().findFieldByName(field);
            if (nested != null) {
                Message.Builder builder = request.toBuilder();
                return builder.setField(
                                nested, named(builder.newBuilderForField(nested).build(), name))
                        .build();
            }
        }
        return null;
    }

    @Test
    void methods_can_be_called_without_a_server() {
        Rpc listQueues = version.cloudTasks().rpcs().get(0);

        assertThatThrownBy(() -> listQueues.call(listQueues.request()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(StatusProto.fromThrowable(e).getCode()).isEqualTo(3));
    }

    @Test
    @Tag("inferred")
    void buffer_task_fails_with_the_status_of_a_method() {
        assertThatThrownBy(() -> version.bufferTask().call("", "", HttpMethod.POST, Map.of(), Bytes.EMPTY))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(StatusProto.fromThrowable(e)
                                        .getDetails(0)
                                        .getValue()
                                        .toStringUtf8())
                                .contains("google.cloud.tasks." + id + ".CloudTasks.BufferTask"));
    }
}
