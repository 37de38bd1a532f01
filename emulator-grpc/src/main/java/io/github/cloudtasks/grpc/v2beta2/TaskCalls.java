package io.github.cloudtasks.grpc.v2beta2;

import com.google.cloud.tasks.v2beta2.AcknowledgeTaskRequest;
import com.google.cloud.tasks.v2beta2.CancelLeaseRequest;
import com.google.cloud.tasks.v2beta2.CreateTaskRequest;
import com.google.cloud.tasks.v2beta2.DeleteTaskRequest;
import com.google.cloud.tasks.v2beta2.GetTaskRequest;
import com.google.cloud.tasks.v2beta2.LeaseTasksRequest;
import com.google.cloud.tasks.v2beta2.LeaseTasksResponse;
import com.google.cloud.tasks.v2beta2.ListTasksRequest;
import com.google.cloud.tasks.v2beta2.ListTasksResponse;
import com.google.cloud.tasks.v2beta2.RenewLeaseRequest;
import com.google.cloud.tasks.v2beta2.RunTaskRequest;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.cloud.tasks.v2beta2.Task.View;
import com.google.protobuf.Empty;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.Times;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the methods on tasks do. */
final class TaskCalls {
  private final CloudTasks engine;

  TaskCalls(CloudTasks engine) {
    this.engine = engine;
  }

  ListTasksResponse listTasks(ListTasksRequest request) {
    Page<io.github.cloudtasks.model.Task> page =
        engine.listTasks(request.getParent(), request.getPageSize(), request.getPageToken());
    ListTasksResponse.Builder response = ListTasksResponse.newBuilder().setNextPageToken(page.nextPageToken());
    page.items().forEach(task -> response.addTasks(TaskMapping.inList(task, request.getResponseView())));
    return response.build();
  }

  Task getTask(GetTaskRequest request) {
    return TaskMapping.toProto(engine.getTask(request.getName()), request.getResponseView());
  }

  Task createTask(CreateTaskRequest request) {
    return TaskMapping.toProto(
        engine.createTask(request.getParent(), TaskMapping.fromProto(request.getTask())),
        request.getResponseView());
  }

  Task bufferTask(String queue, String taskId, Map<String, String> headers, Bytes body) {
    return TaskMapping.toProto(engine.bufferTask(queue, taskId, headers, body), View.BASIC);
  }

  Empty deleteTask(DeleteTaskRequest request) {
    engine.deleteTask(request.getName());
    return Empty.getDefaultInstance();
  }

  LeaseTasksResponse leaseTasks(LeaseTasksRequest request) {
    List<io.github.cloudtasks.model.Task> leased =
        engine.leaseTasks(
            request.getParent(),
            request.getMaxTasks(),
            duration(request.hasLeaseDuration(), request.getLeaseDuration()),
            request.getFilter());
    LeaseTasksResponse.Builder response = LeaseTasksResponse.newBuilder();
    leased.forEach(task -> response.addTasks(TaskMapping.inList(task, request.getResponseView())));
    return response.build();
  }

  Empty acknowledgeTask(AcknowledgeTaskRequest request) {
    engine.acknowledgeTask(request.getName(), time(request.hasScheduleTime(), request.getScheduleTime()));
    return Empty.getDefaultInstance();
  }

  Task renewLease(RenewLeaseRequest request) {
    return TaskMapping.toProto(
        engine.renewLease(
            request.getName(),
            time(request.hasScheduleTime(), request.getScheduleTime()),
            duration(request.hasLeaseDuration(), request.getLeaseDuration())),
        request.getResponseView());
  }

  Task cancelLease(CancelLeaseRequest request) {
    return TaskMapping.toProto(
        engine.cancelLease(request.getName(), time(request.hasScheduleTime(), request.getScheduleTime())),
        request.getResponseView());
  }

  Task runTask(RunTaskRequest request) {
    return TaskMapping.toProto(engine.runTask(request.getName()), request.getResponseView());
  }

  private static @Nullable Instant time(boolean given, com.google.protobuf.Timestamp time) {
    return given ? Times.fromProto(time) : null;
  }

  private static @Nullable Duration duration(boolean given, com.google.protobuf.Duration duration) {
    return given ? Times.fromProto(duration) : null;
  }
}
