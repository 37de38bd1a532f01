package io.github.cloudtasks.event;

import io.github.cloudtasks.model.queue.QueueState;

/** The kind of a change of a queue. */
public enum QueueChange {
    /** The queue was created without tasks. */
    CREATED,
    /** The queue was restored with the tasks of a saved state. */
    RESTORED,
    /** The settings were changed. */
    UPDATED,
    /** The queue was paused. */
    PAUSED,
    /** The queue was disabled by an upload of a queue.yaml. */
    DISABLED,
    /** A paused or disabled queue was resumed. */
    RESUMED,
    /** All tasks were purged. */
    PURGED,
    /** The queue was deleted, by a caller or a reset. */
    DELETED;

    /** Returns the change into a state. */
    public static QueueChange to(QueueState state) {
        return switch (state) {
            case RUNNING -> RESUMED;
            case PAUSED -> PAUSED;
            case DISABLED -> DISABLED;
        };
    }
}
