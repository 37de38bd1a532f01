package io.github.cloudtasks.grpc.v2beta3;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.task.Operation.BatchCreate;
import io.github.cloudtasks.model.task.Operation.BatchDelete;
import io.github.cloudtasks.model.task.Operation.Failure;
import io.github.cloudtasks.proto.v2beta3.BatchCreateTasksMetadata;
import io.github.cloudtasks.proto.v2beta3.BatchCreateTasksResponse;
import io.github.cloudtasks.proto.v2beta3.BatchDeleteTasksMetadata;
import java.util.Map;

/**
 * Operations, always in the words of the version in which they were started: whoever started one can read it through
 * the one service that all versions share.
 */
public final class OperationMapping {
    private final Map<String, OperationWords> byVersion;

    /** Operations in the words of several versions, by the versions' ids. */
    public OperationMapping(Map<String, OperationWords> byVersion) {
        this.byVersion = Map.copyOf(byVersion);
    }

    /** The operation, which is done. One that achieved nothing may have neither a response nor an error (recorded). */
    public Operation toProto(io.github.cloudtasks.model.task.Operation operation) {
        OperationWords words = byVersion.get(operation.version());
        if (words == null) {
            throw new IllegalStateException("no version has the id " + operation.version());
        }
        Operation.Builder proto = Operation.newBuilder()
                .setName(operation.name().toString())
                .setMetadata(Any.pack(metadata(operation, words)))
                .setDone(true);
        if (operation.error() != null) {
            proto.setError(toProto(operation.error()));
        } else if (operation.hasResponse()) {
            proto.setResponse(Any.pack(response(operation, words)));
        }
        return proto.build();
    }

    private static Message metadata(io.github.cloudtasks.model.task.Operation operation, OperationWords words) {
        return switch (operation.kind()) {
            case BatchCreate create -> words.createMetadata().apply(ofCreate(operation));
            case BatchDelete delete -> words.deleteMetadata().apply(ofDelete(operation));
        };
    }

    private static Message response(io.github.cloudtasks.model.task.Operation operation, OperationWords words) {
        return switch (operation.kind()) {
            case BatchCreate create -> words.createResponse().apply(response(create));
            case BatchDelete delete -> Empty.getDefaultInstance();
        };
    }

    private static BatchCreateTasksResponse response(BatchCreate create) {
        BatchCreateTasksResponse.Builder response = BatchCreateTasksResponse.newBuilder();
        create.created()
                .forEach(created ->
                        response.addTasks(TaskMapping.toProto(created.task(), TaskView.alone(created.responseView()))));
        return response.build();
    }

    private static BatchCreateTasksMetadata ofCreate(io.github.cloudtasks.model.task.Operation operation) {
        BatchCreateTasksMetadata.Builder metadata = BatchCreateTasksMetadata.newBuilder()
                .setStartTime(TimeConverter.toProto(operation.startTime()))
                .setEndTime(TimeConverter.toProto(operation.endTime()))
                .setState(
                        BatchCreateTasksMetadata.State.valueOf(operation.state().name()));
        operation.failedRequests().forEach((index, failure) -> metadata.putFailedRequests(index, toProto(failure)));
        return metadata.build();
    }

    private static BatchDeleteTasksMetadata ofDelete(io.github.cloudtasks.model.task.Operation operation) {
        BatchDeleteTasksMetadata.Builder metadata = BatchDeleteTasksMetadata.newBuilder()
                .setStartTime(TimeConverter.toProto(operation.startTime()))
                .setEndTime(TimeConverter.toProto(operation.endTime()))
                .setState(
                        BatchDeleteTasksMetadata.State.valueOf(operation.state().name()));
        operation.failedRequests().forEach((index, failure) -> metadata.putFailedRequests(index, toProto(failure)));
        return metadata.build();
    }

    private static Status toProto(Failure failure) {
        return Status.newBuilder()
                .setCode(failure.code())
                .setMessage(failure.message())
                .build();
    }
}
