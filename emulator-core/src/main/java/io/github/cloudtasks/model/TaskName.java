package io.github.cloudtasks.model;

/**
 * {@code projects/PROJECT_ID/locations/LOCATION_ID/queues/QUEUE_ID/tasks/TASK_ID}.
 *
 * @param queue the queue that holds the task
 * @param taskId 1 to 500 letters, digits, hyphens or underscores; checked where a task is made, not here
 */
public record TaskName(QueueName queue, String taskId) {
    @Override
    public String toString() {
        return queue + "/tasks/" + taskId;
    }
}
