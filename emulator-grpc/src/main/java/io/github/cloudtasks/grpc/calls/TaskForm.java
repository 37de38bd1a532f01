package io.github.cloudtasks.grpc.calls;

import com.google.protobuf.Message;
import io.github.cloudtasks.model.NewTask;
import io.github.cloudtasks.model.Task;

/**
 * How a version of the API words a task.
 *
 * @param <T> the version's Task message
 */
public interface TaskForm<T extends Message> {

  /** The task, as much of it as the view shows. */
  T toProto(Task task, View view);

  /** The task that a caller asks for; output-only fields are ignored (inferred). */
  NewTask fromProto(T task);
}
