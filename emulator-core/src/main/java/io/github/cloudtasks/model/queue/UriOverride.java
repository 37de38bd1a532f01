package io.github.cloudtasks.model.queue;

import org.jspecify.annotations.Nullable;

/**
 * The replacements for parts of the URLs of tasks. A null part is not replaced.
 *
 * @param scheme {@link Scheme#UNSPECIFIED} means https if any override applies (documented)
 * @param host not empty
 * @param port at least 0; 0 removes the port. Ports above 65535 are accepted (recorded)
 * @param path empty removes the path
 * @param query empty removes the query
 * @param enforceMode {@link EnforceMode#UNSPECIFIED} means {@link EnforceMode#ALWAYS} (documented)
 */
public record UriOverride(
        @Nullable Scheme scheme,
        @Nullable String host,
        @Nullable Long port,
        @Nullable String path,
        @Nullable String query,
        EnforceMode enforceMode) {

    /** The schemes, in the order of the API. */
    public enum Scheme {
        UNSPECIFIED,
        HTTP,
        HTTPS
    }

    /** The modes, in the order of the API. With {@code IF_NOT_EXISTS} the override never applies (recorded). */
    public enum EnforceMode {
        UNSPECIFIED,
        IF_NOT_EXISTS,
        ALWAYS
    }
}
