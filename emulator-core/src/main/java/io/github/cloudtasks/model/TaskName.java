package io.github.cloudtasks.model;

/**
 * The name of a task: {@code projects/PROJECT_ID/locations/LOCATION_ID/queues/QUEUE_ID/tasks/TASK_ID}.
 *
 * @param queue the name of the queue that contains the task
 * @param taskId 1 to 500 letters, digits, hyphens or underscores; not checked here
 */
public record TaskName(QueueName queue, String taskId) {
    /** Returns the full name. Made in one step, so that the names of the queue and of the location are not copied. */
    @Override
    public String toString() {
        LocationName location = queue.location();
        return "projects/" + location.project() + "/locations/" + location.locationId() + "/queues/" + queue.queueId()
                + "/tasks/" + taskId;
    }
}
