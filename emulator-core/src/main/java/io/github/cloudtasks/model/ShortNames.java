package io.github.cloudtasks.model;

/**
 * The short form of resource names, for the log: {@code demo/us-central1/mail} for a queue, and
 * {@code demo/us-central1/mail/42} for a task. No id contains a slash, so names of different queues stay different. The
 * middle of a long task id is left out.
 */
public final class ShortNames {
    /** Ids that the emulator generates are shorter. */
    private static final int MAX_TASK_ID = 48;

    /** A hash or a number at the end is what distinguishes most long ids. */
    private static final int HEAD = 23;

    private static final int TAIL = MAX_TASK_ID - HEAD - 1;

    private ShortNames() {}

    /** Returns {@code PROJECT/LOCATION/QUEUE}. */
    public static String of(QueueName queue) {
        return queue.location().project() + "/" + queue.location().locationId() + "/" + queue.queueId();
    }

    /**
     * Returns {@code PROJECT/LOCATION/QUEUE/TASK}. Of a task id of more than 48 characters, only the beginning and the
     * end are shown, with {@code …} between them.
     */
    public static String of(TaskName task) {
        String id = task.taskId();
        String shown = id.length() <= MAX_TASK_ID ? id : id.substring(0, HEAD) + "…" + id.substring(id.length() - TAIL);
        return of(task.queue()) + "/" + shown;
    }
}
