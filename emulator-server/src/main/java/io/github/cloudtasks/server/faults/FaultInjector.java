package io.github.cloudtasks.server.faults;

import io.github.cloudtasks.server.faults.ActiveFault.Hit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The faults of one emulator. Thread-safe. Costs one volatile read a decision while there are none. */
public final class FaultInjector {
    private static final int MAX_FAULTS = 100;

    private final List<Fault> initial;
    private final Map<FaultKind, AtomicLong> injected = new EnumMap<>(FaultKind.class);
    private volatile List<ActiveFault> active = List.of();
    private int lastId;

    /**
     * Creates an injector.
     *
     * @param initial the faults from the start, and after each {@link #reset}
     */
    public FaultInjector(List<Fault> initial) {
        this.initial = List.copyOf(initial);
        for (FaultKind kind : FaultKind.values()) {
            injected.put(kind, new AtomicLong());
        }
        reset();
    }

    /** Restores the initial faults, whose sequences and counts begin again. */
    public synchronized void reset() {
        active = List.of();
        lastId = 0;
        initial.forEach(this::add);
    }

    /**
     * Adds a fault.
     *
     * @throws IllegalStateException if there are too many
     */
    public synchronized ActiveFault add(Fault fault) {
        if (active.size() >= MAX_FAULTS) {
            throw new IllegalStateException("There are " + MAX_FAULTS + " faults already. Remove some first.");
        }
        ActiveFault added = new ActiveFault("f" + ++lastId, fault);
        List<ActiveFault> all = new ArrayList<>(active);
        all.add(added);
        active = List.copyOf(all);
        return added;
    }

    /** Removes a fault. Returns false if there is none with this id. */
    public synchronized boolean remove(String id) {
        List<ActiveFault> others =
                active.stream().filter(fault -> !fault.id().equals(id)).toList();
        boolean found = others.size() < active.size();
        active = others;
        return found;
    }

    /** Removes all faults. */
    public synchronized void removeAll() {
        active = List.of();
    }

    /** Returns the faults in the order in which they were added, also those that cannot occur again. */
    public List<ActiveFault> all() {
        return active;
    }

    /** Returns the number of times that faults of a kind have occurred since the start. */
    public long injected(FaultKind kind) {
        AtomicLong count = injected.get(kind);
        return count == null ? 0 : count.get();
    }

    /** Returns whether there are no faults. */
    boolean isEmpty() {
        return active.isEmpty();
    }

    /** Returns whether a fault of this kind may occur in a queue. */
    boolean mayStrike(FaultKind kind, String queue) {
        for (ActiveFault each : active) {
            if (each.fault().kind() == kind && each.fault().concerns(queue) && !each.isUsedUp()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Decides whether a fault of this kind occurs in a queue now. If there are several, the first one wins.
     *
     * @return null if none occurs
     */
    @Nullable
    Hit strike(FaultKind kind, String queue) {
        Hit hit = decide(kind, queue);
        return hit != null && claim(hit) ? hit : null;
    }

    /**
     * Decides whether a fault of this kind is to occur in a queue. It has an effect only if it is {@linkplain #claim
     * claimed}, so that faults without effect do not count.
     */
    @Nullable
    Hit decide(FaultKind kind, String queue) {
        for (ActiveFault each : active) {
            if (each.fault().kind() == kind && each.fault().concerns(queue)) {
                Hit hit = each.decide(queue);
                if (hit != null) {
                    return hit;
                }
            }
        }
        return null;
    }

    /** Counts an occurrence. Returns false if the fault has occurred as often as it may. */
    boolean claim(Hit hit) {
        if (!hit.active().take()) {
            return false;
        }
        AtomicLong count = injected.get(hit.active().fault().kind());
        if (count != null) {
            count.incrementAndGet();
        }
        return true;
    }

    /**
     * Decides whether a call of the API fails now.
     *
     * @param method the simple name of the method
     * @param resource the resource that the request names; empty if it names none
     */
    @Nullable
    Hit strikeCall(String method, String resource) {
        for (ActiveFault each : active) {
            Fault fault = each.fault();
            if (fault.kind() == FaultKind.API_ERROR && fault.concernsMethod(method) && fault.concerns(resource)) {
                // Resources differ from call to call: a sequence for each method repeats.
                Hit hit = each.decide(method);
                if (hit != null && claim(hit)) {
                    return hit;
                }
            }
        }
        return null;
    }
}
