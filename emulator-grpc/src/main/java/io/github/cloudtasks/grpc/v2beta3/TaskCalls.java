package io.github.cloudtasks.grpc.v2beta3;

import com.google.longrunning.Operation;
import com.google.protobuf.Empty;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.TaskApi.BatchItem;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.proto.v2beta3.BatchCreateTasksRequest;
import io.github.cloudtasks.proto.v2beta3.BatchDeleteTasksRequest;
import io.github.cloudtasks.proto.v2beta3.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta3.DeleteTaskRequest;
import io.github.cloudtasks.proto.v2beta3.GetTaskRequest;
import io.github.cloudtasks.proto.v2beta3.ListTasksRequest;
import io.github.cloudtasks.proto.v2beta3.ListTasksResponse;
import io.github.cloudtasks.proto.v2beta3.RunTaskRequest;
import io.github.cloudtasks.proto.v2beta3.Task;
import java.util.Map;

/** What the methods on tasks do. */
final class TaskCalls {
    private final CloudTasks engine;
    private final OperationMapping operations;

    TaskCalls(CloudTasks engine, OperationMapping operations) {
        this.engine = engine;
        this.operations = operations;
    }

    ListTasksResponse listTasks(ListTasksRequest request) {
        TaskView view = TaskView.inList(request.getResponseViewValue());
        Page<io.github.cloudtasks.model.task.Task> page =
                engine.tasks().listTasks(request.getParent(), request.getPageSize(), request.getPageToken());
        ListTasksResponse.Builder response = ListTasksResponse.newBuilder().setNextPageToken(page.nextPageToken());
        page.items().forEach(task -> response.addTasks(TaskMapping.toProto(task, view)));
        return response.build();
    }

    Task getTask(GetTaskRequest request) {
        return TaskMapping.toProto(engine.tasks().getTask(request.getName()), TaskView.alone(request.getResponseViewValue()));
    }

    Task createTask(CreateTaskRequest request) {
        return TaskMapping.toProto(
                engine.tasks().createTask(request.getParent(), TaskMapping.fromProto(request.getTask())),
                TaskView.alone(request.getResponseViewValue()));
    }

    Operation batchCreateTasks(BatchCreateTasksRequest request) {
        return operations.toProto(engine.tasks().batchCreateTasks(
                request.getParent(),
                request.getRequestsList().stream().map(TaskCalls::item).toList(),
                request.getRequestId()));
    }

    Task bufferTask(String queue, String taskId, Map<String, String> headers, Bytes body) {
        return TaskMapping.toProto(engine.tasks().bufferTask(queue, taskId, headers, body), TaskView.BASIC);
    }

    Empty deleteTask(DeleteTaskRequest request) {
        engine.tasks().deleteTask(request.getName());
        return Empty.getDefaultInstance();
    }

    Operation batchDeleteTasks(BatchDeleteTasksRequest request) {
        return operations.toProto(
                engine.tasks().batchDeleteTasks(request.getParent(), request.getNamesList(), request.getRequestId()));
    }

    Task runTask(RunTaskRequest request) {
        return TaskMapping.toProto(engine.tasks().runTask(request.getName()), TaskView.alone(request.getResponseViewValue()));
    }

    private static BatchItem item(CreateTaskRequest request) {
        return new BatchItem(
                request.getParent(), TaskMapping.fromProto(request.getTask()), request.getResponseViewValue());
    }
}
