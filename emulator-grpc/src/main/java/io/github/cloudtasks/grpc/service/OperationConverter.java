package io.github.cloudtasks.grpc.service;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.github.cloudtasks.model.task.Operation.BatchCreate;
import io.github.cloudtasks.model.task.Operation.BatchDelete;
import io.github.cloudtasks.model.task.Operation.Failure;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A converter of long-running operations. The metadata and the response of an operation are messages of the API version
 * in which it was started, whichever version reads it: all versions share one Operations service.
 */
public final class OperationConverter {
    private final Map<String, BatchMessages> byVersion;

    /** Creates a converter from the messages of each version, by the id of the version. */
    public OperationConverter(Map<String, BatchMessages> byVersion) {
        this.byVersion = Map.copyOf(byVersion);
    }

    /** Returns the operation, which is done. Without any success it may have neither response nor error (recorded). */
    public Operation toProto(io.github.cloudtasks.model.task.Operation operation) {
        BatchMessages messages = byVersion.get(operation.version());
        if (messages == null) {
            throw new IllegalStateException("no version has the id " + operation.version());
        }
        Operation.Builder proto = Operation.newBuilder()
                .setName(operation.name().toString())
                .setMetadata(Any.pack(metadata(operation, messages)))
                .setDone(true);
        if (operation.error() != null) {
            proto.setError(toProto(operation.error()));
        } else if (operation.hasResponse()) {
            proto.setResponse(Any.pack(response(operation, messages)));
        }
        return proto.build();
    }

    /** Returns the failures of a batch as the {@code failed_requests} field of its metadata. */
    public static Map<Integer, Status> failedRequests(io.github.cloudtasks.model.task.Operation operation) {
        Map<Integer, Status> failed = new LinkedHashMap<>();
        operation.failedRequests().forEach((index, failure) -> failed.put(index, toProto(failure)));
        return failed;
    }

    private static Message metadata(io.github.cloudtasks.model.task.Operation operation, BatchMessages messages) {
        return switch (operation.kind()) {
            case BatchCreate create -> messages.createMetadata(operation);
            case BatchDelete delete -> messages.deleteMetadata(operation);
        };
    }

    private static Message response(io.github.cloudtasks.model.task.Operation operation, BatchMessages messages) {
        return switch (operation.kind()) {
            case BatchCreate create -> messages.createResponse(create);
            case BatchDelete delete -> Empty.getDefaultInstance();
        };
    }

    private static Status toProto(Failure failure) {
        return Status.newBuilder()
                .setCode(failure.code())
                .setMessage(failure.message())
                .build();
    }

    /** The messages of one API version that describe batches. */
    public interface BatchMessages {
        /** Returns the BatchCreateTasksMetadata of an operation. */
        Message createMetadata(io.github.cloudtasks.model.task.Operation operation);

        /** Returns the BatchCreateTasksResponse with the created tasks. */
        Message createResponse(BatchCreate create);

        /** Returns the BatchDeleteTasksMetadata of an operation. */
        Message deleteMetadata(io.github.cloudtasks.model.task.Operation operation);
    }
}
