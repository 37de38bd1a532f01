package io.github.cloudtasks.grpc.v2beta2;

import com.google.cloud.tasks.v2beta2.AttemptStatus;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.cloud.tasks.v2beta2.Task.View;
import com.google.cloud.tasks.v2beta2.TaskStatus;
import io.github.cloudtasks.grpc.ResponseStatus;
import io.github.cloudtasks.grpc.Times;
import io.github.cloudtasks.model.Attempt;
import io.github.cloudtasks.model.NewTask;
import io.github.cloudtasks.model.Payload;

/** Tasks, and how much of them a view shows. */
final class TaskMapping {

  private TaskMapping() {}

  /** The task alone in an answer; a view that does not exist counts as the basic one and is not echoed (recorded). */
  static Task toProto(io.github.cloudtasks.model.Task task, View view) {
    return switch (view) {
      case FULL -> shown(task, View.FULL);
      case BASIC, VIEW_UNSPECIFIED -> shown(task, View.BASIC);
      case UNRECOGNIZED -> shown(task, View.VIEW_UNSPECIFIED);
    };
  }

  /** The task in a list, where a view that does not exist is the basic one (recorded). */
  static Task inList(io.github.cloudtasks.model.Task task, View view) {
    return shown(task, view == View.FULL ? View.FULL : View.BASIC);
  }

  /** The task that is asked for; output-only fields are ignored (inferred). */
  static NewTask fromProto(Task proto) {
    return new NewTask(
        proto.getName(),
        PayloadMapping.fromProto(proto),
        proto.hasScheduleTime() ? Times.fromProto(proto.getScheduleTime()) : null,
        null,
        null);
  }

  private static Task shown(io.github.cloudtasks.model.Task task, View view) {
    Task.Builder proto =
        Task.newBuilder()
            .setName(task.name().toString())
            .setScheduleTime(Times.toProto(task.scheduleTime()))
            .setCreateTime(Times.toSeconds(task.createTime()))
            .setStatus(status(task))
            .setView(view);
    PayloadMapping.toProto(task.payload(), view == View.FULL, proto);
    return proto.build();
  }

  /** Attempts and answers are not calculated for pull tasks (documented). */
  private static TaskStatus status(io.github.cloudtasks.model.Task task) {
    TaskStatus.Builder proto = TaskStatus.newBuilder().setAttemptDispatchCount(task.dispatchCount());
    if (task.payload() instanceof Payload.PullMessage) {
      return proto.build();
    }
    proto.setAttemptResponseCount(task.responseCount());
    if (task.firstAttempt() != null) {
      proto.setFirstAttemptStatus(toProto(task.firstAttempt()));
    }
    if (task.lastAttempt() != null) {
      proto.setLastAttemptStatus(toProto(task.lastAttempt()));
    }
    return proto.build();
  }

  private static AttemptStatus toProto(Attempt attempt) {
    AttemptStatus.Builder proto = AttemptStatus.newBuilder();
    if (attempt.scheduleTime() != null) {
      proto.setScheduleTime(Times.toProto(attempt.scheduleTime()));
    }
    if (attempt.dispatchTime() != null) {
      proto.setDispatchTime(Times.toProto(attempt.dispatchTime()));
    }
    if (attempt.responseTime() != null) {
      proto.setResponseTime(Times.toProto(attempt.responseTime()));
    }
    if (attempt.outcome() != null) {
      proto.setResponseStatus(ResponseStatus.of(attempt.outcome()));
    }
    return proto.build();
  }
}
