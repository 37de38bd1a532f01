package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.Times;
import io.github.cloudtasks.grpc.calls.TaskForm;
import io.github.cloudtasks.grpc.calls.View;
import io.github.cloudtasks.grpc.v2beta3.AttemptMapping;
import io.github.cloudtasks.model.NewTask;
import io.github.cloudtasks.model.Payload;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.TaskStatus;

/** Tasks. Their deadline has no name here. */
final class TaskMapping implements TaskForm<Task> {

  @Override
  public Task toProto(io.github.cloudtasks.model.Task task, View view) {
    Task.Builder proto =
        Task.newBuilder()
            .setName(task.name().toString())
            .setScheduleTime(Times.toProto(task.scheduleTime()))
            .setCreateTime(Times.toSeconds(task.createTime()))
            .setStatus(status(task))
            .setViewValue(view.number());
    PayloadMapping.toProto(task.payload(), view.hasBodies(), proto);
    if (task.retryConfig() != null) {
      proto.setRetryConfig(RetryConfigMapping.toProto(task.retryConfig()));
    }
    return proto.build();
  }

  @Override
  public NewTask fromProto(Task proto) {
    return new NewTask(
        proto.getName(),
        PayloadMapping.fromProto(proto),
        proto.hasScheduleTime() ? Times.fromProto(proto.getScheduleTime()) : null,
        null,
        proto.hasRetryConfig() ? RetryConfigMapping.fromProto(proto.getRetryConfig()) : null);
  }

  /** Attempts and answers are not calculated for pull tasks (documented). */
  private static TaskStatus status(io.github.cloudtasks.model.Task task) {
    TaskStatus.Builder proto = TaskStatus.newBuilder().setAttemptDispatchCount(task.dispatchCount());
    if (task.payload() instanceof Payload.PullMessage) {
      return proto.build();
    }
    proto.setAttemptResponseCount(task.responseCount());
    if (task.firstAttempt() != null) {
      proto.setFirstAttemptStatus(Shared.ATTEMPT.there(AttemptMapping.toProto(task.firstAttempt())));
    }
    if (task.lastAttempt() != null) {
      proto.setLastAttemptStatus(Shared.ATTEMPT.there(AttemptMapping.toProto(task.lastAttempt())));
    }
    return proto.build();
  }
}
