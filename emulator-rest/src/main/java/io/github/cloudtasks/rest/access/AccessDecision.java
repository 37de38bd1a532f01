package io.github.cloudtasks.rest.access;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decision about a request.
 *
 * @param refusal the error message for the client; null if the request is accepted
 * @param headers the headers to add to the response, which may be a refusal
 * @param isPreflight whether the response is complete with these headers
 */
public record AccessDecision(@Nullable String refusal, Map<String, String> headers, boolean isPreflight) {
    static final AccessDecision ACCEPTED = new AccessDecision(null, Map.of(), false);

    /** Refuses a request, whatever its origin. */
    static AccessDecision refused(String message) {
        return new AccessDecision(message, Map.of(), false);
    }

    /** Refuses a request that another origin could send. */
    static AccessDecision refusedForOrigin(String message) {
        return new AccessDecision(message, CorsHeaders.varying(), false);
    }

    static AccessDecision accepted(Map<String, String> headers) {
        return headers.isEmpty() ? ACCEPTED : new AccessDecision(null, headers, false);
    }

    static AccessDecision preflight(Map<String, String> headers) {
        return new AccessDecision(null, headers, true);
    }
}
