package io.github.cloudtasks.journal;

import io.github.cloudtasks.model.ApiException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Receives every change of the stored state. Must be thread-safe.
 *
 * <p>The changes of one queue arrive in the order in which they were made, while the lock of the queue is held. So do
 * those of queue names, encryption keys and operations. A journal only takes a change over then, and stores it later,
 * on another thread. An answer of a call waits for {@link #pending}, and an attempt for {@link #whenStored}.
 *
 * <p>A store could also be a database that several processes share. Nothing here requires that the process which hands
 * over a change is the only one that writes.
 */
public interface Journal {
    /** A journal for state that is kept in memory only. */
    Journal NONE = new Journal() {
        @Override
        public boolean isOpen() {
            return false;
        }

        @Override
        public void requireAvailable() {
            // Memory is always available.
        }

        @Override
        public void append(Change change) {
            // Nothing is stored.
        }

        @Override
        public @Nullable CompletableFuture<Void> pending() {
            return null;
        }

        @Override
        public void whenStored(Runnable action) {
            action.run();
        }
    };

    /** Returns whether changes are stored. Otherwise, callers need not create them. Never changes. */
    boolean isOpen();

    /**
     * Checks that the store accepts changes at the moment. Called before a change that a caller has asked for, so that
     * nothing changes while the store fails.
     *
     * @throws ApiException UNAVAILABLE or RESOURCE_EXHAUSTED, with a sentence that says what is wrong with the store
     */
    void requireAvailable();

    /** Takes a change over. Must not block, use files or call the engine: a lock of the engine is held. */
    void append(Change change);

    /**
     * Returns a future that completes when everything is durable that this thread has appended since it called this
     * method last, to the degree that the store was opened with. It fails with an {@link ApiException} if the store
     * fails; the change is stored as soon as the store works again. Call this once for each answer.
     *
     * <p>The thread that stores may complete the future. What depends on it must be quick, and must not block or call
     * the engine: it sends a small response, or hands over to another thread.
     *
     * @return null if there is nothing, or if it is durable already
     */
    @Nullable
    CompletableFuture<Void> pending();

    /**
     * Runs an action when everything that this thread has appended is durable: at once, or later on another thread. If
     * the store fails, the action waits until it works again.
     *
     * @param action must be quick; it may append changes and call the engine
     */
    void whenStored(Runnable action);
}
