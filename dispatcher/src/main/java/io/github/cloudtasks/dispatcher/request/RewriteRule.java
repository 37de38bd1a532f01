package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatcher.http.Origin;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.netty.util.NetUtil;
import java.util.Comparator;
import java.util.Locale;

/**
 * The parsed form of a {@link TargetRewrite}.
 *
 * @param secure whether the rewrite matches https URLs, otherwise http URLs
 * @param anyHost whether the rewrite matches every host that ends with {@code host}
 * @param host in {@link #canonical} form
 * @param port 0 for every port
 * @param path empty, or with a leading slash and without a trailing one
 * @param to the replacement, without a query and with a path like {@code path}
 */
record RewriteRule(boolean secure, boolean anyHost, String host, int port, String path, TargetUrl to) {

    /** Orders the most specific rule first. */
    static final Comparator<RewriteRule> MOST_SPECIFIC_FIRST = Comparator.comparing(RewriteRule::anyHost)
            .thenComparingInt(rule -> -rule.host.length())
            .thenComparing(rule -> rule.port == 0)
            .thenComparingInt(rule -> -rule.path.length());

    /**
     * Parses both sides of a rewrite.
     *
     * @throws IllegalArgumentException if a side is invalid; the message states the reason
     */
    static RewriteRule of(String from, String to) {
        TargetUrl fromUrl = parse(from);
        TargetUrl toUrl = parse(to);
        boolean anyHost = fromUrl.host().equals("*") || fromUrl.host().startsWith("*.");
        if (fromUrl.host().lastIndexOf('*') >= (anyHost ? 1 : 0) || toUrl.host().contains("*")) {
            throw new IllegalArgumentException(
                    "a * can only be the first part of the first host, as in https://*.example.com");
        }
        Origin origin = originOf(fromUrl);
        Origin unused = originOf(toUrl);
        String host = anyHost ? origin.host().substring(1) : origin.host();
        int port = fromUrl.port().isEmpty() ? 0 : origin.port();
        return new RewriteRule(
                fromUrl.secure(), anyHost, canonical(host), port, prefix(fromUrl), toUrl.withPath(prefix(toUrl)));
    }

    /**
     * Returns whether the rule matches a URL.
     *
     * @param origin the origin of the URL
     * @param canonicalHost the host of the origin in {@link #canonical} form
     */
    boolean matches(TargetUrl url, Origin origin, String canonicalHost) {
        return secure == origin.secure()
                && (anyHost ? canonicalHost.endsWith(host) : canonicalHost.equals(host))
                && (port == 0 || port == origin.port())
                && url.path().startsWith(path)
                && (url.path().length() == path.length() || url.path().charAt(path.length()) == '/');
    }

    /** Returns the URL that replaces one that matches. */
    TargetUrl apply(TargetUrl url, Origin origin) {
        String newPath = to.path() + url.path().substring(path.length());
        String newPort = port == 0 && to.port().isEmpty() ? origin.explicitPort() : to.port();
        return new TargetUrl(to.secure(), to.host(), newPort, newPath, url.query());
    }

    /** Returns whether both rules match the same URLs. */
    boolean matchesSameUrlsAs(RewriteRule other) {
        return secure == other.secure
                && anyHost == other.anyHost
                && host.equals(other.host)
                && port == other.port
                && path.equals(other.path);
    }

    /** Returns the canonical form of a host: names without a trailing dot, IPv6 addresses in their usual form. */
    static String canonical(String host) {
        if (host.indexOf(':') >= 0) {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
            return address == null ? host : NetUtil.bytesToIpAddress(address).toLowerCase(Locale.ROOT);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static TargetUrl parse(String side) {
        if (side.chars().anyMatch(c -> c <= ' ' || c == '@' || c == '?' || c == '#')) {
            throw new IllegalArgumentException("\"" + side + "\" is more than scheme, host, port and path");
        }
        try {
            return TargetUrl.parse(side);
        } catch (RequestException e) {
            throw new IllegalArgumentException(e.reason(), e);
        }
    }

    private static Origin originOf(TargetUrl url) {
        try {
            return url.origin();
        } catch (RequestException e) {
            throw new IllegalArgumentException(e.reason(), e);
        }
    }

    private static String prefix(TargetUrl url) {
        String path = url.path();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
