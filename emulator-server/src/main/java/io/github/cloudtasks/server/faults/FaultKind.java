package io.github.cloudtasks.server.faults;

import java.util.Locale;

/** The kinds of faults. */
public enum FaultKind {
    /** A task is dispatched twice at once. */
    DUPLICATE,
    /** A later task that is due is dispatched before the first one. */
    OUT_OF_ORDER,
    /** An attempt is sent later. */
    LATENCY,
    /** The target has responded, and the service does not receive the response. */
    LOST_RESPONSE,
    /** The request is not sent. */
    UNREACHABLE,
    /** The rate of the queue is halved after each 429 and 503, and recovers after other outcomes. */
    THROTTLE,
    /** A call of the API fails. */
    API_ERROR;

    /** Returns the name in settings and messages, such as {@code lost-response}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
