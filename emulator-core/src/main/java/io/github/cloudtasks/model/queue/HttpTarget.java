package io.github.cloudtasks.model.queue;

import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The overrides of a queue for the HTTP requests of its tasks.
 *
 * @param uriOverride replaces parts of the URLs of tasks; null for none
 * @param httpMethod replaces the method of tasks; null for none
 * @param headerOverrides replace headers of the same name; names that differ only in case are all kept (recorded)
 * @param authorization replaces the token of tasks; null for none
 */
public record HttpTarget(
        @Nullable UriOverride uriOverride,
        @Nullable HttpMethod httpMethod,
        List<Header> headerOverrides,
        @Nullable Authorization authorization) {

    public HttpTarget {
        headerOverrides = List.copyOf(headerOverrides);
    }

    /** A header, stored as it was sent. */
    public record Header(String key, String value) {}
}
