package io.github.cloudtasks.rest.access;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a web page, as a browser sends it in the Origin header (RFC 6454). Equal origins are equal records.
 *
 * @param scheme in lower case
 * @param host in lower case; empty for schemes without hosts, such as {@code file}. For other schemes than http and
 *     https, everything after the scheme
 * @param port 0 for other schemes than http and https
 */
public record WebOrigin(String scheme, String host, int port) {
    /** The origin of pages that have none: local files and sandboxed frames, also those of any web page. */
    static final WebOrigin NULL = new WebOrigin("null", "", 0);

    private static final int MAX_LENGTH = 300;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** A scheme, and an authority without user information, path, quotes, commas and white space. */
    private static final Pattern SYNTAX =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([!$-+\\--.0-;=A-Z\\[\\]_a-z~%]*)");

    /**
     * Parses an Origin header.
     *
     * @return null if it is malformed
     */
    static @Nullable WebOrigin parse(String text) {
        if (text.equals("null")) {
            return NULL;
        }
        Matcher matcher = SYNTAX.matcher(text);
        if (text.length() > MAX_LENGTH || !matcher.matches()) {
            return null;
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "http" -> of(scheme, Authority.parse(matcher.group(2)), HTTP_PORT);
            case "https" -> of(scheme, Authority.parse(matcher.group(2)), HTTPS_PORT);
            default -> new WebOrigin(scheme, matcher.group(2).toLowerCase(Locale.ROOT), 0);
        };
    }

    private static @Nullable WebOrigin of(String scheme, @Nullable Authority authority, int schemePort) {
        return authority == null ? null : new WebOrigin(scheme, authority.host(), authority.portOr(schemePort));
    }

    /**
     * Returns whether a page of this origin sent a request to its own server. The scheme is not compared, because a
     * proxy in front of the emulator may have removed TLS. A host without a port has the default port of the origin's
     * scheme, which browsers leave out in both headers.
     */
    boolean isSame(Authority requested) {
        boolean isWeb = port != 0;
        int schemePort = scheme.equals("http") ? HTTP_PORT : HTTPS_PORT;
        return isWeb && host.equals(requested.host()) && port == requested.portOr(schemePort);
    }

    /** Returns the origin as a browser sends it. */
    @Override
    public String toString() {
        if (equals(NULL)) {
            return "null";
        }
        boolean hasPort = port != 0 && port != (scheme.equals("http") ? HTTP_PORT : HTTPS_PORT);
        boolean isWeb = port != 0;
        return scheme + "://" + (isWeb ? new Authority(host, hasPort ? port : Authority.NO_PORT).toString() : host);
    }
}
