package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows redirects within an attempt (documented). A 3xx response is the outcome of the attempt if it has no
 * {@code Location} (recorded), if its {@code Location} cannot be followed, or after ten redirects (inferred).
 *
 * <p>The URLs of redirects are rewritten like those of tasks. A target that is reached through a rewrite may not know
 * about it. Therefore a {@code Location} leads to the same target again if it has no host. It also does if it has the
 * host of the original URL, but no rewrite applies to it, for example because it has http in place of https.
 */
public final class RedirectPolicy {

    /** The maximum number of redirects. Browsers allow twice as many. */
    static final int MAX_REDIRECTS = 10;

    /** The headers that are dropped with the content that they describe (WHATWG Fetch). */
    private static final Set<String> CONTENT_HEADERS =
            Set.of("content-encoding", "content-language", "content-location", "content-type");

    /** The headers that must not be sent to another origin (WHATWG Fetch). */
    private static final Set<String> ORIGIN_HEADERS = Set.of("authorization", "cookie");

    private static final Pattern WITH_HOST = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:)?//");

    private final TargetRewrites rewrites;

    /** Creates a policy. */
    public RedirectPolicy(TargetRewrites rewrites) {
        this.rewrites = rewrites;
    }

    /**
     * Returns the next request, or null if the response is the outcome of the attempt.
     *
     * @param location the {@code Location} header, decoded as Latin-1; null for none
     */
    public @Nullable DispatchRequest follow(DispatchRequest request, int status, @Nullable String location) {
        if (location == null || request.redirectsLeft() == 0 || !isRedirect(status)) {
            return null;
        }
        HttpMethod oldMethod = request.http().method();
        HttpMethod method = methodAfter(status, oldMethod);
        boolean dropsBody = method != oldMethod;
        try {
            String reference = utf8(location);
            TargetUrl url = request.url().resolve(reference);
            boolean sameTarget = meansSameTarget(request, reference, url);
            TargetUrl calledUrl = sameTarget ? onSameTarget(request, reference) : rewrites.apply(url);
            boolean otherOrigin =
                    !sameTarget && !url.origin().equals(request.url().origin());
            List<HttpHeader> headers = request.http().contentHeaders().stream()
                    .filter(header -> isKept(header, dropsBody, otherOrigin))
                    .toList();
            Bytes body = dropsBody ? Bytes.EMPTY : request.http().body();
            return DispatchRequest.of(url, calledUrl, method, headers, body, request.redirectsLeft() - 1);
        } catch (RequestException e) {
            return null;
        }
    }

    private boolean meansSameTarget(DispatchRequest request, String reference, TargetUrl url) throws RequestException {
        boolean rewritten = !request.calledUrl().equals(request.url());
        return rewritten
                && url.origin().hostHeader().equals(request.http().header("Host"))
                && (!WITH_HOST.matcher(reference).lookingAt()
                        || rewrites.apply(url).equals(url));
    }

    /** Resolves against the called URL, because the target does not know the path before the rewrite. */
    private static TargetUrl onSameTarget(DispatchRequest request, String reference) throws RequestException {
        return request.calledUrl()
                .withRelative(request.calledUrl().resolve(reference).requestTarget());
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /**
     * Returns the next method. 302 turns POST into GET (recorded); the rest follows RFC 9110 and browsers (inferred).
     */
    private static HttpMethod methodAfter(int status, HttpMethod method) {
        return switch (status) {
            case 301, 302 -> method == HttpMethod.POST ? HttpMethod.GET : method;
            case 303 -> method == HttpMethod.HEAD ? HttpMethod.HEAD : HttpMethod.GET;
            default -> method;
        };
    }

    private static boolean isKept(HttpHeader header, boolean dropsBody, boolean otherOrigin) {
        String name = header.name().toLowerCase(Locale.ROOT);
        return !(dropsBody && CONTENT_HEADERS.contains(name)) && !(otherOrigin && ORIGIN_HEADERS.contains(name));
    }

    /** Decodes UTF-8, which servers send in {@code Location}, and which the HTTP decoder has read as Latin-1. */
    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
