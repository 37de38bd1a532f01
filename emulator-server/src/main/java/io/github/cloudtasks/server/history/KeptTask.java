package io.github.cloudtasks.server.history;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A task that has left its queue. Immutable.
 *
 * @param number the number of the task among those that were kept, from 1, in the order in which they ended
 * @param task the task in its last state
 * @param attempts its attempts that are kept, the oldest first
 * @param reason why the task has left its queue
 * @param endTime the emulator's time of its end
 */
public record KeptTask(long number, Task task, List<AttemptRecord> attempts, FinishReason reason, Instant endTime) {
    /** The record and its map entries, in bytes. */
    private static final int KEPT_BYTES = 200;

    /** The records of an attempt without the texts, in bytes. */
    private static final int ATTEMPT_BYTES = 300;

    public KeptTask {
        attempts = List.copyOf(attempts);
    }

    /** Returns the same task with one more attempt. */
    KeptTask with(AttemptRecord attempt) {
        List<AttemptRecord> more = new ArrayList<>(attempts);
        more.add(attempt);
        return new KeptTask(number, task, more, reason, endTime);
    }

    /** Returns the approximate memory that the task and its attempts take, in bytes. */
    long size() {
        long size = KEPT_BYTES + EngineAdmin.storedBytes(task);
        for (AttemptRecord attempt : attempts) {
            size += sizeOf(attempt);
        }
        return size;
    }

    /** Returns the approximate memory that an attempt takes, in bytes. */
    static long sizeOf(AttemptRecord attempt) {
        return (long) ATTEMPT_BYTES + attempt.size();
    }
}
