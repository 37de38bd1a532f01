package io.github.cloudtasks.rest.access;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a request that decide whether it is accepted.
 *
 * @param method the HTTP method as sent
 * @param host the host that the client requested; null for HTTP/1.0 without a Host header
 * @param headers returns the values of all headers with a name
 * @param target returns what a request with that method would reach at the path of this request
 */
public record AccessRequest(
        String method,
        @Nullable Authority host,
        Function<String, List<String>> headers,
        Function<String, Target> target) {

    /** The kinds of what a request can reach. */
    public enum Target {
        /** A document that every origin may read. */
        PUBLIC_DOCUMENT,
        /** A page or document that may be opened from a link on any site. */
        DOCUMENT,
        /** A call that changes nothing. */
        READ,
        /** A call that may change something. */
        CHANGE,
        /** Nothing: the response will be 404. */
        NOTHING
    }

    boolean hasMethod(String name) {
        return method.equals(name);
    }

    List<String> all(String header) {
        return headers.apply(header);
    }
}
