package io.github.cloudtasks.model.queue;

import org.jspecify.annotations.Nullable;

/**
 * What a queue puts in place of its tasks' URLs. A null part is not overridden.
 *
 * @param scheme {@link Scheme#UNSPECIFIED} means https once any override applies (documented)
 * @param host not empty where present
 * @param port 0 clears the port; a port above 65535 is stored (recorded)
 * @param path empty clears the path
 * @param query empty clears the query
 * @param enforceMode {@link EnforceMode#UNSPECIFIED} means always (documented)
 */
public record UriOverride(
        @Nullable Scheme scheme,
        @Nullable String host,
        @Nullable Long port,
        @Nullable String path,
        @Nullable String query,
        EnforceMode enforceMode) {

    /** In the order and with the numbers of the API. */
    public enum Scheme {
        UNSPECIFIED,
        HTTP,
        HTTPS
    }

    /** In the order and with the numbers of the API. {@code IF_NOT_EXISTS} does nothing at all (recorded). */
    public enum EnforceMode {
        UNSPECIFIED,
        IF_NOT_EXISTS,
        ALWAYS
    }
}
