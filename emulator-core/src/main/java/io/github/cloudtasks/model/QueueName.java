package io.github.cloudtasks.model;

/**
 * The name of a queue: {@code projects/PROJECT_ID/locations/LOCATION_ID/queues/QUEUE_ID}. The order of the names of one
 * location is that of ListQueues (documented).
 *
 * @param location the location of the queue
 * @param queueId 1 to 100 letters, digits or hyphens; not checked here
 */
public record QueueName(LocationName location, String queueId) implements Comparable<QueueName> {

    /** Returns the name of the queue {@code queueId} in a project and location. */
    public static QueueName of(String project, String location, String queueId) {
        return new QueueName(new LocationName(project, location), queueId);
    }

    /** Returns the name of a task of this queue. */
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
