package io.github.cloudtasks.server.startup;

import java.io.Serial;

/**
 * The queues that shall exist from the start cannot be made; the message is one sentence that says where the mistake
 * is.
 */
public final class InitialQueueException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    InitialQueueException(String sentence) {
        super(sentence);
    }
}
