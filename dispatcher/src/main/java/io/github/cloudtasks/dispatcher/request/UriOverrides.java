package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;

/** Applies the URI override of a queue to the URL of a task. */
final class UriOverrides {

    private UriOverrides() {}

    /**
     * Returns the URL with the parts of the override. Parts that the override lacks, the scheme included, stay
     * unchanged (documented by example: {@code http://www.google.com/foo} and port 123 result in
     * {@code http://www.google.com:123/foo}). An explicitly unspecified scheme means https (documented).
     * {@code IF_NOT_EXISTS} has no effect, even on parts that the URL lacks (recorded).
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

    /**
     * Sets the query. The service stores a leading question mark (recorded); that it sends a single one is inferred.
     */
    private static TargetUrl withQuery(String query, TargetUrl url) {
        String bare = query.startsWith("?") ? query.substring(1) : query;
        return url.withQuery(bare.isEmpty() ? null : UrlEncoding.query(bare));
    }
}
