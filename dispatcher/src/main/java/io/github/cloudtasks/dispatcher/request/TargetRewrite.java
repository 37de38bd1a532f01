package io.github.cloudtasks.dispatcher.request;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule that sends the requests for matching URLs to another address, such as
 * {@code http://localhost=http://host.docker.internal}. Both sides have a scheme, a host, and optionally a port and a
 * path.
 *
 * <ul>
 *   <li>{@code from} matches URLs with the same scheme and host, and with the same port if it has one. A path matches
 *       itself and everything below: {@code /v1} matches {@code /v1/a}, but not {@code /v10}.
 *   <li>{@code https://*.example.com} matches every host below {@code example.com}, but not {@code example.com} itself.
 *       {@code https://*} matches every host.
 *   <li>Scheme, host and path of {@code to} replace those of {@code from}. The rest of the path and the query stay.
 *   <li>The port is that of {@code to}. If only {@code from} has a port, it is the default port of {@code to}'s scheme.
 *       If neither has one, the port of the URL stays, and a default port becomes that of {@code to}'s scheme.
 *   <li>If several rules match a URL, the most specific one wins: exact host, then longest wildcard, then explicit
 *       port, then longest path.
 * </ul>
 *
 * @param from the URLs that are matched
 * @param to the address that replaces them
 */
public record TargetRewrite(String from, String to) {
    private static final Pattern FROM_AND_TO =
            Pattern.compile("(.*?)=(https?://.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /**
     * Checks both sides.
     *
     * @throws IllegalArgumentException if a side is invalid; the message states the reason
     */
    public TargetRewrite {
        RewriteRule unused = RewriteRule.of(from, to);
    }

    /**
     * Parses {@code FROM=TO}.
     *
     * @throws IllegalArgumentException if the text has another form; the message states the reason
     */
    public static TargetRewrite parse(String text) {
        Matcher sides = FROM_AND_TO.matcher(text);
        if (!sides.matches()) {
            throw new IllegalArgumentException("it has no =http:// or =https://");
        }
        return new TargetRewrite(sides.group(1), sides.group(2));
    }

    /** Returns whether both rules match the same URLs. */
    public boolean matchesSameUrlsAs(TargetRewrite other) {
        return rule().matchesSameUrlsAs(other.rule());
    }

    RewriteRule rule() {
        return RewriteRule.of(from, to);
    }
}
