package io.github.cloudtasks.event;

/** The reason why a task has left its queue. */
public enum FinishReason {
    /** An attempt was successful. */
    COMPLETED,
    /** The last attempt that the retry settings allow has failed. */
    RETRIES_EXHAUSTED,
    /** A worker has acknowledged the task. */
    ACKNOWLEDGED,
    /** The task was leased as often as the retry settings allow, and not acknowledged. */
    LEASES_EXHAUSTED,
    /** A caller has deleted the task. */
    DELETED,
    /** The task was older than the task TTL of its queue. */
    EXPIRED,
    /** All tasks of the queue were purged. */
    PURGED,
    /** The queue was deleted. */
    QUEUE_DELETED,
    /** The emulator was reset, or a snapshot was restored. */
    RESET
}
