package io.github.cloudtasks.engine.queue;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the queues meet a condition, for example until all of them are idle.
 *
 * <p>Thread-safe and non-blocking. While nobody waits, a change of a queue costs one check of an empty set.
 */
public final class IdleMonitor {
    private final Set<Waiting> all = ConcurrentHashMap.newKeySet();

    private volatile @Nullable String closed;

    private record Waiting(BooleanSupplier condition, CompletableFuture<Void> met) {}

    /** Returns whether anybody is waiting. */
    public boolean isAwaited() {
        return !all.isEmpty();
    }

    /**
     * Returns a future that completes when {@code condition} is true: immediately, or later on a thread that holds no
     * lock. Cancel the future to stop waiting.
     *
     * @param condition checked now and whenever a queue becomes quiescent. If it throws, the future fails with the
     *     exception
     */
    public CompletableFuture<Void> until(BooleanSupplier condition) {
        Waiting waiting = new Waiting(condition, new CompletableFuture<>());
        // Registered before the first check, so that no change is missed.
        all.add(waiting);
        CompletableFuture<Void> unused = waiting.met.whenComplete((met, failure) -> all.remove(waiting));
        Runnable end = end(waiting);
        if (end != null) {
            end.run();
        }
        if (closed != null) {
            waiting.met.completeExceptionally(new CancellationException(closed));
        }
        return waiting.met;
    }

    /** Fails all current and future waits with a {@link CancellationException}. */
    public void close(String reason) {
        closed = reason;
        all.forEach(waiting -> waiting.met.completeExceptionally(new CancellationException(reason)));
    }

    /**
     * Checks all conditions again. Must not be called under the lock of a queue, because conditions lock all queues.
     * The futures complete on other threads.
     */
    public void changed() {
        all.forEach(this::recheck);
    }

    private void recheck(Waiting waiting) {
        Runnable end = end(waiting);
        // The first result counts, even if the condition changes before the future completes.
        if (end != null && all.remove(waiting)) {
            CompletableFuture<Void> unused = CompletableFuture.runAsync(end);
        }
    }

    /** Returns what completes the future; null while the condition is not met. */
    private static @Nullable Runnable end(Waiting waiting) {
        try {
            return waiting.condition.getAsBoolean() ? () -> waiting.met.complete(null) : null;
        } catch (RuntimeException e) {
            return () -> waiting.met.completeExceptionally(e);
        }
    }
}
