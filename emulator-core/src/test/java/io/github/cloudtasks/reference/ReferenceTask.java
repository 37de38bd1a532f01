package io.github.cloudtasks.reference;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A mutable task. */
final class ReferenceTask {

    /** One attempt, as it is shown. Response time and status are null while it is in flight. */
    record Attempt(
            Instant scheduleTime,
            Instant dispatchTime,
            @Nullable Instant responseTime,
            @Nullable Integer status) {}

    final String id;
    final String tag;
    final Instant createTime;
    Instant scheduleTime;
    boolean waiting = true;
    int dispatches;
    int responses;

    @Nullable
    Instant firstDispatch;

    @Nullable
    Attempt last;

    ReferenceTask(String id, String tag, Instant createTime, Instant scheduleTime) {
        this.id = id;
        this.tag = tag;
        this.createTime = createTime;
        this.scheduleTime = scheduleTime;
    }

    /** Counts and returns a dispatch or a lease at {@code now}. */
    Attempt dispatch(Instant now) {
        dispatches++;
        if (firstDispatch == null) {
            firstDispatch = now;
        }
        last = new Attempt(scheduleTime, now, null, null);
        return last;
    }

    @Override
    public String toString() {
        return "%s due %s, %d dispatches, %d responses, first %s, last %s"
                .formatted(id, scheduleTime, dispatches, responses, firstDispatch, last);
    }
}
