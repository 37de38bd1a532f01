package io.github.cloudtasks.server.faults;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A fault of a running emulator, with the number of times that it has occurred. Thread-safe. */
public final class ActiveFault {
    /** The most queues with a sequence of their own. All others share one. */
    private static final int MAX_SEQUENCES = 1000;

    private final String id;
    private final Fault fault;
    private final ConcurrentHashMap<String, AtomicLong> sequences = new ConcurrentHashMap<>();
    private final AtomicInteger injected = new AtomicInteger();

    ActiveFault(String id, Fault fault) {
        this.id = id;
        this.fault = fault;
    }

    /** An occurrence of a fault. */
    record Hit(ActiveFault active, String key, long number) {

        /** Returns another random number of this occurrence, at least 0 and below 1. */
        double roll() {
            return FaultDice.roll(active.fault.seed(), key + "/value", number);
        }

        /** Returns the text that makes the fault visible in logs, attempts and errors. */
        String text() {
            return "injected fault " + active.id + " (" + active.fault.kind().label() + ")";
        }
    }

    /** Returns the id, which is unique among the faults of an emulator. */
    public String id() {
        return id;
    }

    public Fault fault() {
        return fault;
    }

    /** Returns the number of times that the fault has occurred. */
    public int injected() {
        return injected.get();
    }

    /** Returns whether the fault cannot occur again. */
    boolean isUsedUp() {
        return fault.count() > 0 && injected.get() >= fault.count();
    }

    /**
     * Decides whether the fault is to occur now. It has occurred when it is {@linkplain #take counted}.
     *
     * @param resource a queue, whose decisions do not depend on those of other queues
     * @return null if it is not
     */
    @Nullable
    Hit decide(String resource) {
        String key = fault.kind().label() + "/" + resource;
        long number = sequence(key).getAndIncrement();
        boolean hits = FaultDice.roll(fault.seed(), key, number) < fault.rate() && !isUsedUp();
        return hits ? new Hit(this, key, number) : null;
    }

    /** Counts an occurrence, unless the limit is reached. */
    boolean take() {
        int limit = fault.count() == 0 ? Integer.MAX_VALUE : fault.count();
        int before = injected.getAndUpdate(count -> count < limit ? count + 1 : count);
        return before < limit;
    }

    private AtomicLong sequence(String key) {
        AtomicLong known = sequences.get(key);
        if (known != null) {
            return known;
        }
        String own = sequences.size() < MAX_SEQUENCES ? key : "";
        return sequences.computeIfAbsent(own, added -> new AtomicLong());
    }
}
