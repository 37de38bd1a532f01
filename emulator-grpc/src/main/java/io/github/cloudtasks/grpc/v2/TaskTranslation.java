package io.github.cloudtasks.grpc.v2;

import io.github.cloudtasks.grpc.calls.TaskForm;
import io.github.cloudtasks.grpc.calls.View;
import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.grpc.v2beta3.TaskMapping;
import io.github.cloudtasks.model.NewTask;
import io.github.cloudtasks.proto.v2.Task;

/** Tasks, as v2beta3 has them. */
final class TaskTranslation implements TaskForm<Task> {
  private final TaskMapping v2beta3 = new TaskMapping();
  private final Translation<io.github.cloudtasks.proto.v2beta3.Task, Task> tasks =
      Translation.between(io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance(), Task.getDefaultInstance());

  @Override
  public Task toProto(io.github.cloudtasks.model.Task task, View view) {
    return tasks.there(v2beta3.toProto(task, view));
  }

  @Override
  public NewTask fromProto(Task task) {
    return v2beta3.fromProto(tasks.back(task));
  }
}
