package io.github.cloudtasks.server.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A count for each constant of an enum. Thread-safe. */
final class EnumCounter<E extends Enum<E>> {
    /** Not changed after the constructor. */
    private final Map<E, AtomicLong> counts;

    EnumCounter(Class<E> type) {
        counts = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counts.put(constant, new AtomicLong());
        }
    }

    void add(E constant, long count) {
        counter(constant).addAndGet(count);
    }

    long get(E constant) {
        return counter(constant).get();
    }

    private AtomicLong counter(E constant) {
        AtomicLong counter = counts.get(constant);
        if (counter == null) {
            throw new IllegalArgumentException("not a constant of the enum: " + constant);
        }
        return counter;
    }
}
