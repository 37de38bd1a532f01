package io.github.cloudtasks.grpc.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.InProcess;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code google.longrunning.Operations}, over gRPC. That it finds operations, BatchesTest shows. */
class OperationsServiceTest {
    private static final String OPERATIONS = "google.longrunning.Operations";
    private static final String NAME = "projects/p/locations/us-central1/operations/o";
    private final InProcess door = new InProcess("v2");

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    @Tag("recorded")
    void all_methods_but_one_are_refused_whatever_they_are_asked() {
        Map<String, Message> requests = Map.of(
                "ListOperations",
                        ListOperationsRequest.newBuilder().setName(NAME).build(),
                "DeleteOperation",
                        DeleteOperationRequest.newBuilder().setName(NAME).build(),
                "CancelOperation", CancelOperationRequest.getDefaultInstance(),
                "WaitOperation",
                        WaitOperationRequest.newBuilder().setName("not-a-name").build());

        requests.forEach((method, request) -> {
            Status status = door.failure(OPERATIONS, method, request);

            assertThat(status.getCode()).as(method).isEqualTo(7);
            assertThat(status.getMessage())
                    .isEqualTo("Method doesn't allow unregistered callers (callers without established identity)."
                            + " Please use API Key or other form of API consumer identity to call this API.");
        });
    }

    @Test
    @Tag("recorded")
    void an_operation_without_a_name_is_refused_with_the_name_of_the_method() throws Exception {
        Status status = door.failure(OPERATIONS, "GetOperation", GetOperationRequest.getDefaultInstance());

        assertThat(status.getCode()).isEqualTo(3);
        assertThat(status.getMessage()).isEqualTo("Invalid resource field value in the request.");
        assertThat(status.getDetails(0).unpack(ErrorInfo.class).getMetadataMap())
                .containsEntry("method", "google.longrunning.Operations.GetOperation");
    }

    @Test
    @Tag("recorded")
    void an_operation_that_does_not_exist_is_not_found() {
        assertThat(door.failure(
                                OPERATIONS,
                                "GetOperation",
                                GetOperationRequest.newBuilder().setName(NAME).build())
                        .getCode())
                .isEqualTo(5);
    }
}
