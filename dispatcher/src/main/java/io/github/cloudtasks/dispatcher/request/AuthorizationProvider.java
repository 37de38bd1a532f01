package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.model.Authorization;
import org.jspecify.annotations.Nullable;

/**
 * Creates the {@code Authorization} header of tasks and queues with a token.
 *
 * <p>The header replaces the one that the task stores (recorded). If no token can be created, the request has no
 * {@code Authorization} header.
 */
@FunctionalInterface
public interface AuthorizationProvider {

    /** A provider without tokens. */
    AuthorizationProvider NONE = (authorization, url) -> null;

    /**
     * Returns the value of the header, such as {@code Bearer …}, or null for no header. Called once for each attempt,
     * on the thread that dispatches it. A value may be reused as long as it is valid.
     *
     * @param authorization the token of the queue, or else of the task
     * @param url the URL of the task without overrides: the audience of an ID token without one (recorded)
     */
    @Nullable
    String headerValue(Authorization authorization, String url);
}
