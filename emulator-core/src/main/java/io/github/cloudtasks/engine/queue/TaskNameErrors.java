package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Relaxation;

/** The errors for names of tasks that are in use or blocked (recorded). */
final class TaskNameErrors {
    private TaskNameErrors() {}

    /** Returns the error of CreateTask for a name in use. */
    static ApiException inUse() {
        return new ApiException(Code.ALREADY_EXISTS, "Requested entity already exists");
    }

    /** Returns the error of CreateTask for a blocked name. */
    static ApiException blocked() {
        return new ApiException(
                        Code.ALREADY_EXISTS,
                        "The task cannot be created because a task with this name existed too recently. For more information about task"
                                + " de-duplication see"
                                + " https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks/create#body.request_body.FIELDS.task.")
                .relaxedBy(Relaxation.TASK_NAME_REUSE);
    }

    /** Returns the error of GetTask for a blocked name. */
    static ApiException existedRecently() {
        return new ApiException(
                Code.NOT_FOUND,
                "The task no longer exists, though a task with this name existed recently."
                        + " The task either successfully completed or was deleted.");
    }
}
