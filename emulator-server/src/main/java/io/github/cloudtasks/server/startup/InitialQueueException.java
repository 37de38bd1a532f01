package io.github.cloudtasks.server.startup;

import java.io.Serial;

/** Thrown if an initial queue cannot be created. The message names the place of the mistake and the reason. */
public final class InitialQueueException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    InitialQueueException(String message) {
        super(message);
    }
}
