package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatcher.http.Origin;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.netty.util.NetUtil;
import java.util.Comparator;
import java.util.Locale;

/**
 * A {@link TargetRewrite} taken apart.
 *
 * @param anyHost whether every host that ends with {@code host} is meant
 * @param host in the form that {@link #canonical} gives it
 * @param port 0 for every port
 * @param path empty, or starting and not ending with a slash
 * @param to without query, and its path as {@code path} is
 */
record RewriteRule(boolean secure, boolean anyHost, String host, int port, String path, TargetUrl to) {

    /** The most specific first. */
    static final Comparator<RewriteRule> MOST_SPECIFIC_FIRST = Comparator.comparing(RewriteRule::anyHost)
            .thenComparingInt(rule -> -rule.host.length())
            .thenComparing(rule -> rule.port == 0)
            .thenComparingInt(rule -> -rule.path.length());

    /**
     * Takes both sides apart.
     *
     * @throws IllegalArgumentException that says what is wrong
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
     * Whether it is for that url.
     *
     * @param origin of the url
     * @param canonicalHost of the origin
     */
    boolean matches(TargetUrl url, Origin origin, String canonicalHost) {
        return secure == origin.secure()
                && (anyHost ? canonicalHost.endsWith(host) : canonicalHost.equals(host))
                && (port == 0 || port == origin.port())
                && url.path().startsWith(path)
                && (url.path().length() == path.length() || url.path().charAt(path.length()) == '/');
    }

    /** What is called in place of a url that it is for. */
    TargetUrl apply(TargetUrl url, Origin origin) {
        String newPath = to.path() + url.path().substring(path.length());
        String newPort = port == 0 && to.port().isEmpty() ? origin.ownPort() : to.port();
        return new TargetUrl(to.secure(), to.host(), newPort, newPath, url.query());
    }

    /** Whether both are for the same urls. */
    boolean isForTheSameAs(RewriteRule other) {
        return secure == other.secure
                && anyHost == other.anyHost
                && host.equals(other.host)
                && port == other.port
                && path.equals(other.path);
    }

    /**
     * One spelling for each host: without the dot that may end a name, and with each IPv6 address in its usual form.
     */
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
