package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatcher.http.Origin;
import io.github.cloudtasks.dispatcher.http.RequestException;
import java.util.List;

/** The {@link TargetRewrite}s of a dispatcher, applied to the URLs of requests and redirects. */
public final class TargetRewrites {
    public static final TargetRewrites NONE = new TargetRewrites(List.of());

    private final List<RewriteRule> mostSpecificFirst;

    public TargetRewrites(List<TargetRewrite> rewrites) {
        mostSpecificFirst = rewrites.stream()
                .map(TargetRewrite::rule)
                .sorted(RewriteRule.MOST_SPECIFIC_FIRST)
                .toList();
    }

    /** Returns the URL that is called instead: the same one if no rewrite matches. */
    public TargetUrl apply(TargetUrl url) throws RequestException {
        if (mostSpecificFirst.isEmpty()) {
            return url;
        }
        Origin origin = url.origin();
        String host = RewriteRule.canonical(origin.host());
        for (RewriteRule rule : mostSpecificFirst) {
            if (rule.matches(url, origin, host)) {
                return rule.apply(url, origin);
            }
        }
        return url;
    }
}
