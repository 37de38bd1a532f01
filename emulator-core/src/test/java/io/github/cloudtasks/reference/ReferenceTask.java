package io.github.cloudtasks.reference;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A task that changes in place. */
final class ReferenceTask {

    /** One attempt, as it is shown: with its end once it has one. */
    record Attempt(
            Instant scheduleTime,
            Instant dispatchTime,
            @Nullable Instant responseTime,
            @Nullable Integer status) {}

    final String id;
    final String tag;
    final Instant createTime;
    Instant scheduleTime;
    boolean waits = true;
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

    /** One more dispatch or lease. */
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
