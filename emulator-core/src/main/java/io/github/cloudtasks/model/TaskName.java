package io.github.cloudtasks.model;

/**
 * The name of a task: {@code projects/PROJECT_ID/locations/LOCATION_ID/queues/QUEUE_ID/tasks/TASK_ID}.
 *
 * @param queue the name of the queue that contains the task
 * @param taskId 1 to 500 letters, digits, hyphens or underscores; not checked here
 */
public record TaskName(QueueName queue, String taskId) {
    /** Returns the name, made at once: the names of the queue and of the location would be made only to be copied. */
    @Override
    public String toString() {
        LocationName location = queue.location();
        return "projects/" + location.project() + "/locations/" + location.locationId() + "/queues/" + queue.queueId()
                + "/tasks/" + taskId;
    }
}
