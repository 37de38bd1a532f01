package io.github.cloudtasks.dispatch;

import io.github.cloudtasks.model.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * The request of an attempt, as it was sent or would have been sent to a reachable target.
 *
 * @param url the URL of the task with its queue's overrides, or of the last redirect
 * @param calledUrl the URL that was called: {@code url} unless a rewrite applies
 * @param headers all headers in the order in which they are sent
 */
public record RequestRecord(HttpMethod method, String url, String calledUrl, HeaderLines headers, TruncatedBody body) {

    /** Returns the value of the first header with that name, in any case; null if there is none. */
    public @Nullable String header(String name) {
        return headers.value(name);
    }
}
