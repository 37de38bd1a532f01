package io.github.cloudtasks.storage;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a change.
 *
 * @param change its number
 * @param answer completed; null if {@code action} is run
 */
record StoreWaiter(long change, @Nullable CompletableFuture<Void> answer, Runnable action) {
    private static final Logger log = LoggerFactory.getLogger(StoreWaiter.class);

    void run() {
        try {
            if (answer != null) {
                answer.complete(null);
            } else {
                action.run();
            }
        } catch (RuntimeException | Error e) {
            log.error("An action after a change has failed. This is a bug in the emulator: please report it.", e);
        }
    }
}
