package io.github.cloudtasks.model;

/**
 * {@code projects/PROJECT_ID/locations/LOCATION_ID/queues/QUEUE_ID}. Names of one location sort as their text does,
 * which is the order in which ListQueues returns queues (documented).
 *
 * @param location where the queue is
 * @param queueId 1 to 100 letters, digits or hyphens; checked where a queue is made, not here
 */
public record QueueName(LocationName location, String queueId) implements Comparable<QueueName> {

    /** The name of the queue {@code queueId} in {@code project} and {@code location}. */
    public static QueueName of(String project, String location, String queueId) {
        return new QueueName(new LocationName(project, location), queueId);
    }

    /** The name of one of this queue's tasks. */
    public TaskName task(String taskId) {
        return new TaskName(this, taskId);
    }

    @Override
    public int compareTo(QueueName other) {
        int byLocation = location.compareTo(other.location);
        return byLocation != 0 ? byLocation : queueId.compareTo(other.queueId);
    }

    @Override
    public String toString() {
        return location + "/queues/" + queueId;
    }
}
