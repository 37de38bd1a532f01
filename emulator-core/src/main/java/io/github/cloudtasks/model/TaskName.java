package io.github.cloudtasks.model;

/**
 * The name of a task: {@code projects/PROJECT_ID/locations/LOCATION_ID/queues/QUEUE_ID/tasks/TASK_ID}.
 *
 * @param queue the name of the queue that contains the task
 * @param taskId 1 to 500 letters, digits, hyphens or underscores; not checked here
 */
public record TaskName(QueueName queue, String taskId) {
    @Override
    public String toString() {
        return queue + "/tasks/" + taskId;
    }
}
