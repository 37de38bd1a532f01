package io.github.cloudtasks.grpc.v2;

import io.github.cloudtasks.grpc.service.OperationConverter;
import io.github.cloudtasks.grpc.service.TaskConverter;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Operation.BatchCreate;
import io.github.cloudtasks.proto.v2.BatchCreateTasksMetadata;
import io.github.cloudtasks.proto.v2.BatchCreateTasksResponse;
import io.github.cloudtasks.proto.v2.BatchDeleteTasksMetadata;
import io.github.cloudtasks.proto.v2.Task;

/** The messages of v2 that describe batches. */
record V2BatchMessages(TaskConverter<Task> converter) implements OperationConverter.BatchMessages {

    @Override
    public BatchCreateTasksMetadata createMetadata(Operation operation) {
        return BatchCreateTasksMetadata.newBuilder()
                .setStartTime(TimeConverter.toProto(operation.startTime()))
                .setEndTime(TimeConverter.toProto(operation.endTime()))
                .setState(
                        BatchCreateTasksMetadata.State.valueOf(operation.state().name()))
                .putAllFailedRequests(OperationConverter.failedRequests(operation))
                .build();
    }

    @Override
    public BatchCreateTasksResponse createResponse(BatchCreate create) {
        BatchCreateTasksResponse.Builder response = BatchCreateTasksResponse.newBuilder();
        create.created()
                .forEach(created -> response.addTasks(
                        converter.toProto(created.task(), TaskView.ofSingleTask(created.responseView()))));
        return response.build();
    }

    @Override
    public BatchDeleteTasksMetadata deleteMetadata(Operation operation) {
        return BatchDeleteTasksMetadata.newBuilder()
                .setStartTime(TimeConverter.toProto(operation.startTime()))
                .setEndTime(TimeConverter.toProto(operation.endTime()))
                .setState(
                        BatchDeleteTasksMetadata.State.valueOf(operation.state().name()))
                .putAllFailedRequests(OperationConverter.failedRequests(operation))
                .build();
    }
}
