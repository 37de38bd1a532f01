package io.github.cloudtasks.grpc.service;

import com.google.protobuf.Message;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Task;

/**
 * A converter between the tasks of the model and the Task message of one API version.
 *
 * @param <T> the version's Task message
 */
public interface TaskConverter<T extends Message> {

    /**
     * Returns the message for a task.
     *
     * @param view selects the fields; only {@link TaskView#FULL} shows bodies (documented; recorded for HTTP requests)
     */
    T toProto(Task task, TaskView view);

    /**
     * Returns the task that a request asks for. Output-only fields are ignored (inferred).
     *
     * @throws io.github.cloudtasks.model.ApiException if a value has no counterpart in the model
     */
    NewTask fromProto(T proto);
}
