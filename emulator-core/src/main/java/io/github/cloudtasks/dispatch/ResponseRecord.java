package io.github.cloudtasks.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * A complete HTTP response. Immutable.
 *
 * @param status the HTTP status code, 100 to 999
 * @param headers all headers in the order in which they were received
 * @param body the beginning of the body
 */
public record ResponseRecord(int status, HeaderLines headers, TruncatedBody body) {

    /** Returns the value of the first header with that name, in any case; null if there is none. */
    public @Nullable String header(String name) {
        return headers.value(name);
    }
}
