package io.github.cloudtasks.engine.queue;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait until the queues are in some state. While nobody waits, a queue that changes pays for one look at an
 * empty set.
 */
public final class IdleMonitor {
    private final Set<Waiting> all = ConcurrentHashMap.newKeySet();

    private volatile @Nullable String closed;

    private record Waiting(BooleanSupplier condition, CompletableFuture<Void> met) {}

    /** Whether anybody waits. */
    public boolean isAwaited() {
        return !all.isEmpty();
    }

    /**
     * Completes when {@code condition} holds, at once if it does now, otherwise on a thread that holds no lock; fails
     * with what it throws. Who no longer wants to know cancels it.
     *
     * @param condition asked now, and whenever a queue has come to rest
     */
    public CompletableFuture<Void> until(BooleanSupplier condition) {
        Waiting waiting = new Waiting(condition, new CompletableFuture<>());
        // Before the first look: what changes from here on is seen by one or the other.
        all.add(waiting);
        CompletableFuture<Void> unused = waiting.met.whenComplete((met, failure) -> all.remove(waiting));
        look(waiting, () -> waiting.met.complete(null));
        if (closed != null) {
            waiting.met.completeExceptionally(new CancellationException(closed));
        }
        return waiting.met;
    }

    /** Nothing will change any more: whoever waits, now or later, is told so. */
    public void close(String reason) {
        closed = reason;
        all.forEach(waiting -> waiting.met.completeExceptionally(new CancellationException(reason)));
    }

    /** Something has changed. Never called under the lock of a queue, for conditions look at all of them. */
    public void changed() {
        all.forEach(waiting -> look(waiting, () -> waiting.met.completeAsync(() -> null)));
    }

    private static void look(Waiting waiting, Runnable met) {
        try {
            if (waiting.condition.getAsBoolean()) {
                met.run();
            }
        } catch (RuntimeException e) {
            waiting.met.completeExceptionally(e);
        }
    }
}
