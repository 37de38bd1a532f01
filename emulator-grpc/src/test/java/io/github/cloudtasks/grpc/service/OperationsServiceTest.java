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
import io.github.cloudtasks.grpc.InProcessEmulator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code google.longrunning.Operations}, over gRPC. BatchesTest tests that operations are found. */
class OperationsServiceTest {
    private static final String OPERATIONS = "google.longrunning.Operations";
    private static final String NAME = "projects/p/locations/us-central1/operations/o";
    private final InProcessEmulator emulator = new InProcessEmulator("v2");

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    @Tag("recorded")
    void only_get_operation_is_implemented() {
        Map<String, Message> requests = Map.of(
                "ListOperations",
                        ListOperationsRequest.newBuilder().setName(NAME).build(),
                "DeleteOperation",
                        DeleteOperationRequest.newBuilder().setName(NAME).build(),
                "CancelOperation", CancelOperationRequest.getDefaultInstance(),
                "WaitOperation",
                        WaitOperationRequest.newBuilder().setName("not-a-name").build());

        requests.forEach((method, request) -> {
            Status status = emulator.failure(OPERATIONS, method, request);

            assertThat(status.getCode()).as(method).isEqualTo(7);
            assertThat(status.getMessage())
                    .isEqualTo("Method doesn't allow unregistered callers (callers without established identity)."
                            + " Please use API Key or other form of API consumer identity to call this API.");
        });
    }

    @Test
    @Tag("recorded")
    void get_operation_without_a_name_is_rejected_with_the_method_name() throws Exception {
        Status status = emulator.failure(OPERATIONS, "GetOperation", GetOperationRequest.getDefaultInstance());

        assertThat(status.getCode()).isEqualTo(3);
        assertThat(status.getMessage()).isEqualTo("Invalid resource field value in the request.");
        assertThat(status.getDetails(0).unpack(ErrorInfo.class).getMetadataMap())
                .containsEntry("method", "google.longrunning.Operations.GetOperation");
    }

    @Test
    @Tag("recorded")
    void missing_operation_is_not_found() {
        assertThat(emulator.failure(
                                OPERATIONS,
                                "GetOperation",
                                GetOperationRequest.newBuilder().setName(NAME).build())
                        .getCode())
                .isEqualTo(5);
    }
}
