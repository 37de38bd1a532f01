package io.github.cloudtasks.benchmarks.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that one client changes, call by call: the value of the last answered change, and the one of a change that is
 * under way. Thread-safe.
 *
 * @param <T> the type of the value
 */
final class StoredValue<T> {
    private @Nullable T answered;
    private @Nullable T underWay;
    private boolean isUnderWay;

    StoredValue(@Nullable T first) {
        answered = first;
    }

    /** Returns the value of the last answered change. */
    synchronized @Nullable T get() {
        return answered;
    }

    /** Returns the values that are possible: of the last answered change, and of the one that is under way. */
    synchronized List<@Nullable T> possible() {
        List<@Nullable T> possible = new ArrayList<>();
        possible.add(answered);
        if (isUnderWay) {
            possible.add(underWay);
        }
        return possible;
    }

    /** Notes that a change is about to be requested. */
    synchronized void request(@Nullable T value) {
        underWay = value;
        isUnderWay = true;
    }

    /** Notes that the requested change was answered. */
    synchronized void confirm() {
        answered = underWay;
        isUnderWay = false;
    }

    /** Returns whether a value is possible, and takes it as the present one. */
    synchronized boolean observe(@Nullable T value) {
        boolean possible = Objects.equals(value, answered) || (isUnderWay && Objects.equals(value, underWay));
        answered = value;
        isUnderWay = false;
        return possible;
    }

    @Override
    public synchronized String toString() {
        return answered + (isUnderWay ? " or " + underWay : "");
    }
}
