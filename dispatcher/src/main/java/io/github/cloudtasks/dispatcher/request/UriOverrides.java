package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;

/** A queue's url parts put in place of a task's. */
final class UriOverrides {

    private UriOverrides() {}

    /**
     * The url with each part that the override has. Parts that it has not stay as the task has them, the scheme too
     * (documented by example: {@code http://www.google.com/foo} and port 123 make
     * {@code http://www.google.com:123/foo}); an explicitly unspecified scheme is https (documented).
     * {@code IF_NOT_EXISTS} does nothing, even to parts that the url lacks (recorded).
     */
    static TargetUrl apply(UriOverride override, TargetUrl url) {
        if (override.enforceMode() == EnforceMode.IF_NOT_EXISTS) {
            return url;
        }
        TargetUrl result = url;
        if (override.scheme() != null) {
            result = result.withSecure(override.scheme() != Scheme.HTTP);
        }
        if (override.host() != null) {
            result = result.withHost(override.host());
        }
        if (override.port() != null) {
            result = result.withPort(override.port() == 0 ? "" : Long.toString(override.port()));
        }
        if (override.path() != null) {
            result = result.withPath(TargetUrl.rooted(UrlEncoding.path(override.path())));
        }
        if (override.query() != null) {
            result = withQuery(override.query(), result);
        }
        return result;
    }

    /** The service stores a query that starts with a question mark (recorded); that it sends only one is inferred. */
    private static TargetUrl withQuery(String query, TargetUrl url) {
        String bare = query.startsWith("?") ? query.substring(1) : query;
        return url.withQuery(bare.isEmpty() ? null : UrlEncoding.query(bare));
    }
}
