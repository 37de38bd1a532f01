package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatcher.http.Origin;
import io.github.cloudtasks.dispatcher.http.RequestException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An http or https URL in its parts. Host and port are text that {@link #origin} checks, because an override may
 * replace an invalid part before.
 *
 * <p>User information and fragment are dropped, because a request has neither (inferred for user information).
 *
 * @param host as written; an IPv6 address in brackets
 * @param port as written; empty for the default port of the scheme
 * @param path percent-encoded; empty or starting with a slash
 * @param query percent-encoded, without its question mark; null for none
 */
public record TargetUrl(
        boolean secure,
        String host,
        String port,
        String path,
        @Nullable String query) {
    private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

    /** Parses a URL that starts with {@code http://} or {@code https://}, in any case. */
    public static TargetUrl parse(String url) throws RequestException {
        if (startsWith(url, "https://")) {
            return parseAfterScheme(true, url.substring("https://".length()));
        }
        if (startsWith(url, "http://")) {
            return parseAfterScheme(false, url.substring("http://".length()));
        }
        throw new RequestException("the url \"" + url + "\" does not start with http:// or https://");
    }

    /** Resolves the reference of a {@code Location} header against this URL (RFC 3986, section 5). */
    public TargetUrl resolve(String reference) throws RequestException {
        if (startsWith(reference, "http://") || startsWith(reference, "https://")) {
            return parse(reference);
        }
        if (reference.startsWith("//")) {
            return parseAfterScheme(secure, reference.substring(2));
        }
        if (OTHER_SCHEME.matcher(reference).lookingAt()) {
            throw new RequestException("the Location \"" + reference + "\" is neither http nor https");
        }
        String relative = withoutFragment(reference);
        if (relative.isEmpty()) {
            return this;
        }
        if (relative.startsWith("?")) {
            return withQuery(UrlEncoding.query(relative.substring(1)));
        }
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        TargetUrl merged = withRelative(relative.startsWith("/") ? relative : directory + relative);
        return merged.withPath(withoutDotSegments(merged.path));
    }

    /** Returns the same URL with the path and query of {@code relative}, to which a missing leading slash is added. */
    public TargetUrl withRelative(String relative) {
        String text = withoutFragment(relative);
        int question = text.indexOf('?');
        String newPath = rooted(UrlEncoding.path(question < 0 ? text : text.substring(0, question)));
        String newQuery = question < 0 ? null : UrlEncoding.query(text.substring(question + 1));
        return new TargetUrl(secure, host, port, newPath, newQuery);
    }

    /** Returns the same URL with another scheme. */
    public TargetUrl withSecure(boolean newSecure) {
        return new TargetUrl(newSecure, host, port, path, query);
    }

    /** Returns the same URL with another host. */
    public TargetUrl withHost(String newHost) {
        return new TargetUrl(secure, newHost, port, path, query);
    }

    /** Returns the same URL with another port; empty for the default port of the scheme. */
    public TargetUrl withPort(String newPort) {
        return new TargetUrl(secure, host, newPort, path, query);
    }

    /** Returns the same URL with another path, percent-encoded and with a leading slash. */
    public TargetUrl withPath(String newPath) {
        return new TargetUrl(secure, host, port, newPath, query);
    }

    /** Returns the same URL with another query, percent-encoded; null for none. */
    public TargetUrl withQuery(@Nullable String newQuery) {
        return new TargetUrl(secure, host, port, path, newQuery);
    }

    /** Returns the origin to connect to, if host and port are valid. */
    public Origin origin() throws RequestException {
        return Origin.of(secure, host, port);
    }

    /** Returns the path, at least a slash, and the query, as they are in the request line. */
    public String requestTarget() {
        String absolutePath = path.isEmpty() ? "/" : path;
        return query == null ? absolutePath : absolutePath + "?" + query;
    }

    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + host + (port.isEmpty() ? "" : ":" + port) + requestTarget();
    }

    /** Adds a missing leading slash to a path that is not empty. */
    public static String rooted(String path) {
        return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
    }

    private static TargetUrl parseAfterScheme(boolean secure, String text) throws RequestException {
        int end = 0;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String authority = text.substring(text.lastIndexOf('@', end - 1) + 1, end);
        int colon = authority.indexOf(':', authority.startsWith("[") ? authority.indexOf(']') + 1 : 0);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon + 1);
        return new TargetUrl(secure, host, port, "", null).withRelative(text.substring(end));
    }

    private static boolean startsWith(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static String withoutFragment(String text) {
        int hash = text.indexOf('#');
        return hash < 0 ? text : text.substring(0, hash);
    }

    private static String withoutDotSegments(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            boolean last = i == segments.length - 1;
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.equals(".")) {
                kept.addLast(segment);
                continue;
            }
            if (last) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }
}
