package io.github.cloudtasks.dispatcher.attempts;

/** A listener of one attempt. Its methods are called once and in this order, without a lock, and must not block. */
public interface AttemptListener {

    /** Called when the attempt has ended, before its outcome changes the queue. */
    void attemptEnded(AttemptRecord attempt);

    /** Called when the outcome of the attempt has changed the queue. */
    void outcomeApplied();
}
