package io.github.cloudtasks.model.queue;

/** The state of a queue, in the order of the API. */
public enum QueueState {
    RUNNING,
    PAUSED,
    /** Set only by uploading a queue.yaml that does not contain the queue (documented). */
    DISABLED
}
