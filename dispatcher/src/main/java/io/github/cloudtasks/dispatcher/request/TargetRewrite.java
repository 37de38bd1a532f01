package io.github.cloudtasks.dispatcher.request;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has what is addressed to one place delivered at another: {@code http://localhost=http://host.docker.internal}. Both
 * sides are a scheme, a host, perhaps a port and perhaps a path.
 *
 * <ul>
 *   <li>{@code from} means the urls of its scheme, its host and, if it has a port, that port; without one it means all
 *       ports. A path means itself and everything below: {@code /v1} is for {@code /v1/a}, not for {@code /v10}.
 *   <li>{@code https://*.example.com} means every host below {@code example.com}, which itself is not meant, and
 *       {@code https://*} means every host.
 *   <li>Scheme, host and path of {@code to} come in the place of those of {@code from}; what follows in the path stays,
 *       and so does the query. The port is that of {@code to}. Where neither side names one, the url keeps its own (its
 *       scheme's own becomes that of {@code to}'s scheme); where only {@code from} does, it is the one of {@code to}'s
 *       scheme.
 *   <li>Of several that mean a url, the most specific one counts: the one that names the host before one with a
 *       {@code *}, and the longer of two with a {@code *}; then the one that names the port; then the one with the
 *       longer path.
 * </ul>
 *
 * @param from what urls it is for
 * @param to where they are delivered
 */
public record TargetRewrite(String from, String to) {
    private static final Pattern FROM_AND_TO =
            Pattern.compile("(.*?)=(https?://.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /**
     * Checks both sides.
     *
     * @throws IllegalArgumentException if one is not as described; the text says what is wrong with it
     */
    public TargetRewrite {
        RewriteRule unused = RewriteRule.of(from, to);
    }

    /**
     * Reads {@code FROM=TO}.
     *
     * @throws IllegalArgumentException if it is not that; the text says what is wrong with it
     */
    public static TargetRewrite parse(String text) {
        Matcher sides = FROM_AND_TO.matcher(text);
        if (!sides.matches()) {
            throw new IllegalArgumentException("it has no =http:// or =https://");
        }
        return new TargetRewrite(sides.group(1), sides.group(2));
    }

    /** Returns whether this rewrite and {@code other} match the same URLs with the same priority. */
    public boolean matchesSameUrlsAs(TargetRewrite other) {
        return rule().isForTheSameAs(other.rule());
    }

    RewriteRule rule() {
        return RewriteRule.of(from, to);
    }
}
