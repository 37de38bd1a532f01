package io.github.cloudtasks.server.history;

import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    /** The records, strings and map entries of a task, without the texts, in bytes. */
    private static final int TASK_BYTES = 700;

    /** The records of an attempt without the texts, in bytes. */
    private static final int ATTEMPT_BYTES = 300;

    private static final int HEADER_BYTES = 100;

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
        long size = TASK_BYTES + payloadSize(task.payload());
        for (AttemptRecord attempt : attempts) {
            size += sizeOf(attempt);
        }
        return size;
    }

    /** Returns the approximate memory that an attempt takes, in bytes. */
    static long sizeOf(AttemptRecord attempt) {
        return (long) ATTEMPT_BYTES + attempt.size();
    }

    private static long payloadSize(Payload payload) {
        return switch (payload) {
            case Payload.HttpRequest http ->
                http.url().length() + sizeOf(http.headers()) + http.body().size();
            case Payload.AppEngineHttpRequest http ->
                http.relativeUri().length()
                        + sizeOf(http.headers())
                        + http.body().size();
            case Payload.PullMessage pull ->
                (long) pull.payload().size() + pull.tag().length();
        };
    }

    private static long sizeOf(Map<String, String> headers) {
        long size = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            size += HEADER_BYTES + header.getKey().length() + header.getValue().length();
        }
        return size;
    }
}
