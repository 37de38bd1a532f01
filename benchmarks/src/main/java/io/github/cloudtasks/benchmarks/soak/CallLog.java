package io.github.cloudtasks.benchmarks.soak;

import io.github.cloudtasks.benchmarks.load.Latencies;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The times of calls and deliveries since the last {@link #next}, and the calls that have failed. Thread-safe. */
final class CallLog {
    private final AtomicReference<Interval> current = new AtomicReference<>(new Interval());
    private final LongAdder failures = new LongAdder();
    private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();

    /**
     * The times of an interval.
     *
     * @param calls from the planned start of a call to its response
     * @param arrivals from the planned start of CreateTask to the request at the target, for tasks that are due at once
     * @param lateness from the schedule time to the request at the target, for other tasks
     */
    record Interval(Latencies calls, Latencies arrivals, Latencies lateness) {
        Interval() {
            this(new Latencies(), new Latencies(), new Latencies());
        }
    }

    /** Begins an interval, and returns the one that has ended. */
    Interval next() {
        return current.getAndSet(new Interval());
    }

    /** Returns the interval that has not ended. */
    Interval current() {
        return current.get();
    }

    /** Adds a call that has succeeded just now. */
    void answered(long startNanos) {
        current.get().calls().add(System.nanoTime() - startNanos);
    }

    /** Adds a call that has failed. */
    void failed(String call, String reason) {
        failures.increment();
        firstFailure.compareAndSet(null, call + ": " + reason);
    }

    long failures() {
        return failures.sum();
    }

    /** Returns the first call that has failed and its reason; empty if there is none. */
    String firstFailure() {
        String first = firstFailure.get();
        return first == null ? "" : first;
    }
}
