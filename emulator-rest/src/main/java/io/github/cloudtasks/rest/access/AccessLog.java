package io.github.cloudtasks.rest.access;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each reason for a refusal once. After 100 reasons it logs no further ones, so its memory is bounded.
 * Thread-safe.
 */
public final class AccessLog {
    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
    private static final int MAX_REASONS = 100;

    private final Set<String> logged = new HashSet<>();

    /**
     * Logs a refusal, unless the same message was logged before.
     *
     * @param message the error message for the client
     */
    public synchronized void add(String message) {
        if (logged.size() < MAX_REASONS && logged.add(message)) {
            log.warn("Refused a request: {}", message);
            if (logged.size() == MAX_REASONS) {
                log.warn("Further reasons to refuse requests are not logged");
            }
        }
    }
}
