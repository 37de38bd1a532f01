package io.github.cloudtasks.dispatcher;

import java.util.List;

/** All {@link TargetRewrite}s, applied to the urls that are about to be called. */
final class Rewrites {
    static final Rewrites NONE = new Rewrites(List.of());

    private final List<RewriteRule> mostSpecificFirst;

    Rewrites(List<TargetRewrite> rewrites) {
        mostSpecificFirst = rewrites.stream()
                .map(TargetRewrite::rule)
                .sorted(RewriteRule.MOST_SPECIFIC_FIRST)
                .toList();
    }

    /** What is called in the url's place: the url itself if no rewrite is for it. */
    TargetUrl apply(TargetUrl url) throws Undeliverable {
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
