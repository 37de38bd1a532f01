package io.github.cloudtasks.model.queue;

import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue's overrides for the HTTP requests of its tasks.
 *
 * @param httpMethod replaces the method of every task; null leaves it
 * @param headerOverrides replace headers of the same name; names that differ in case only are both kept (recorded)
 * @param authorization replaces the token of every task; null leaves it
 */
public record HttpTarget(
        @Nullable UriOverride uriOverride,
        @Nullable HttpMethod httpMethod,
        List<Header> headerOverrides,
        @Nullable Authorization authorization) {

    public HttpTarget {
        headerOverrides = List.copyOf(headerOverrides);
    }

    /** One header of a request, stored as given. */
    public record Header(String key, String value) {}
}
