package io.github.cloudtasks.model.queue;

/** In the order of the API, whose numbers start at 1. */
public enum QueueState {
    RUNNING,
    PAUSED,
    /** Only an uploaded queue.yaml that lacks the queue leads here (documented). */
    DISABLED
}
