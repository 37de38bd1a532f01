package io.github.cloudtasks.contract;

import io.github.cloudtasks.model.ApiException.Detail;

/**
 * Recorded error messages that several contract tests expect. They are independent of the texts of the engine, so that
 * the tests compare the two.
 */
final class ExpectedErrors {
    static final String QUEUE_MISSING =
            "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.";
    static final String NOT_FOUND = "Requested entity was not found.";
    static final String TASK_GONE = "The task no longer exists, though a task with this name existed recently. "
            + "The task either successfully completed or was deleted.";
    static final String TASK_EXISTS = "Requested entity already exists";
    static final String TASK_NAME_TOO_RECENT =
            "The task cannot be created because a task with this name existed too recently. "
                    + "For more information about task de-duplication see "
                    + "https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks/create"
                    + "#body.request_body.FIELDS.task.";
    static final String QUEUE_EXISTS = "Queue already exists";
    static final String QUEUE_NAME_TOO_RECENT =
            "The queue cannot be created because a queue with this name existed too recently.";
    static final String INVALID = "Request contains an invalid argument.";
    static final String INVALID_PAGE_TOKEN = "Invalid page_token";

    private static final String QUEUE_FIELD =
            "https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues#Queue.FIELDS.name";
    private static final String TASK_FIELD =
            "https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks#Task.FIELDS.name";

    static final String QUEUE_NAME_FORMAT =
            "Queue name must be formatted: \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>\".";
    static final Detail QUEUE_NAME_HELP = new Detail.Help("Definition of queue name", QUEUE_FIELD);
    static final Detail QUEUE_ID_HELP = new Detail.Help("Definition of queue ID", QUEUE_FIELD);
    static final String TASK_NAME_FORMAT = "Task name must be formatted: "
            + "\"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>\".";
    static final Detail TASK_NAME_HELP = new Detail.Help("Definition of task name", TASK_FIELD);
    static final Detail TASK_ID_HELP = new Detail.Help("Definition of task ID", TASK_FIELD);

    private ExpectedErrors() {}

    static String invalidQueueId(String id) {
        return "Queue ID \"" + id + "\" can contain only letters ([A-Za-z]), numbers ([0-9]), or hyphens (-). "
                + "Queue ID must be between 1 and 100 characters.";
    }

    static String invalidLocation(String id) {
        return "Location '" + id + "' is not a valid location. Use ListLocations to list valid locations.";
    }

    static String invalidTaskId(String id) {
        return "Task ID \"" + id + "\" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), "
                + "or underscores (_). Task ID must between 1 and 500 characters.";
    }

    static String permissionDenied(String permission, String name) {
        return "The principal (user or service account) lacks IAM permission \"cloudtasks." + permission
                + "\" for the resource \"" + name + "\" (or the resource may not exist).";
    }
}
