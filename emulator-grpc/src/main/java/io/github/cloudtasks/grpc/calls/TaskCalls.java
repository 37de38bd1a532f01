package io.github.cloudtasks.grpc.calls;

import com.google.protobuf.Message;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.Task;
import java.util.Map;

/**
 * What the methods on tasks do. Views are numbers as requests have them.
 *
 * @param <T> the version's Task message
 */
public final class TaskCalls<T extends Message> {
  private final CloudTasks engine;
  private final TaskForm<T> form;

  /** The calls of the version that {@code engine} speaks. */
  public TaskCalls(CloudTasks engine, TaskForm<T> form) {
    this.engine = engine;
    this.form = form;
  }

  /** Tasks of a queue. */
  public Page<T> listTasks(String parent, int view, int pageSize, String pageToken) {
    Page<Task> page = engine.listTasks(parent, pageSize, pageToken);
    View shown = View.inList(view);
    return new Page<>(page.items().stream().map(task -> form.toProto(task, shown)).toList(), page.nextPageToken());
  }

  /** The task. */
  public T getTask(String name, int view) {
    return form.toProto(engine.getTask(name), View.alone(view));
  }

  /** Adds a task. */
  public T createTask(String parent, T task, int view) {
    return form.toProto(engine.createTask(parent, form.fromProto(task)), View.alone(view));
  }

  /** Adds a task from a bare HTTP request. */
  public T bufferTask(String queue, String taskId, Map<String, String> headers, Bytes body) {
    return form.toProto(engine.bufferTask(queue, taskId, headers, body), View.BASIC);
  }

  /** Removes a task. */
  public void deleteTask(String name) {
    engine.deleteTask(name);
  }

  /** Dispatches a task now. */
  public T runTask(String name, int view) {
    return form.toProto(engine.runTask(name), View.alone(view));
  }
}
