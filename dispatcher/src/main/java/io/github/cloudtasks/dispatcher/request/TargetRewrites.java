package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatcher.http.Origin;
import io.github.cloudtasks.dispatcher.http.RequestException;
import java.util.List;

/** All {@link TargetRewrite}s, applied to the urls that are about to be called. */
public final class TargetRewrites {
    public static final TargetRewrites NONE = new TargetRewrites(List.of());

    private final List<RewriteRule> mostSpecificFirst;

    public TargetRewrites(List<TargetRewrite> rewrites) {
        mostSpecificFirst = rewrites.stream()
                .map(TargetRewrite::rule)
                .sorted(RewriteRule.MOST_SPECIFIC_FIRST)
                .toList();
    }

    /** What is called in the url's place: the url itself if no rewrite is for it. */
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
