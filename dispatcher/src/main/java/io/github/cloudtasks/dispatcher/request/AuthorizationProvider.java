package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.model.Authorization;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@code Authorization} header of tasks that ask for a token.
 *
 * <p>A token always replaces the header of the same name that the task itself stores (recorded), also where none can be
 * made: then no {@code Authorization} header is sent at all.
 */
@FunctionalInterface
public interface AuthorizationProvider {

    /** Makes no tokens. */
    public AuthorizationProvider NONE = (authorization, url) -> null;

    /**
     * The header's value, for example {@code Bearer …}, or null for no header. Called on the thread that delivers, once
     * per attempt; a value may be used again as long as it is valid.
     *
     * @param authorization what the queue, or else the task, asks for
     * @param url the task's own url before any override: the audience of an ID token that names none (recorded)
     */
    @Nullable
    public String headerValue(Authorization authorization, String url);
}
