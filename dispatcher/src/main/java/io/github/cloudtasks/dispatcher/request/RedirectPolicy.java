package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatcher.http.HttpHeader;
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
 * What follows from a 3xx answer. A redirect belongs to the attempt that met it (documented). One that is not followed
 * is an answer like any other: without a {@code Location} (recorded), and with one that cannot be followed or after the
 * tenth (inferred).
 *
 * <p>Redirects are rewritten as the urls of tasks are. A target that was reached by a rewrite need not know it: if it
 * names no host, or the one that was asked for in a url that no rewrite is for (such as one with http instead of
 * https), it means itself, and gets the next request.
 */
public final class RedirectPolicy {

    /** More than any honest target needs; the bound of browsers is twice as high. */
    public static final int MOST = 10;

    /** What a request without content must not say (WHATWG Fetch). */
    private static final Set<String> DESCRIBES_CONTENT =
            Set.of("content-encoding", "content-language", "content-location", "content-type");

    /** What belongs to one origin and must not leak to another (WHATWG Fetch). */
    private static final Set<String> BELONGS_TO_ORIGIN = Set.of("authorization", "cookie");

    private static final Pattern NAMES_A_HOST = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:)?//");

    private final TargetRewrites rewrites;

    public RedirectPolicy(TargetRewrites rewrites) {
        this.rewrites = rewrites;
    }

    /**
     * The request that the answer asks for, or null if the answer is the outcome.
     *
     * @param location the header as decoded from Latin-1; null for none
     */
    @Nullable
    public DispatchRequest follow(DispatchRequest request, int status, @Nullable String location) {
        if (location == null || request.redirectsLeft() == 0 || !isRedirect(status)) {
            return null;
        }
        HttpMethod method = methodAfter(status, request.method());
        boolean bodiless = method != request.method();
        try {
            String reference = utf8(location);
            TargetUrl url = request.url().resolve(reference);
            boolean itself = meansItself(request, reference, url);
            TargetUrl calledUrl = itself ? onTheSameTarget(request, reference) : rewrites.apply(url);
            boolean elsewhere = !itself && !url.origin().equals(request.url().origin());
            List<HttpHeader> headers = request.headers().stream()
                    .filter(h -> isKept(h, bodiless, elsewhere))
                    .toList();
            Bytes body = bodiless ? Bytes.EMPTY : request.body();
            return DispatchRequest.to(url, calledUrl, method, headers, body, request.redirectsLeft() - 1);
        } catch (RequestException e) {
            return null;
        }
    }

    private boolean meansItself(DispatchRequest request, String reference, TargetUrl url) throws RequestException {
        boolean rewritten = !request.calledUrl().equals(request.url());
        return rewritten
                && url.origin().hostHeader().equals(request.host())
                && (!NAMES_A_HOST.matcher(reference).lookingAt()
                        || rewrites.apply(url).equals(url));
    }

    /** The target knows its own path, not the one that was asked for. */
    private static TargetUrl onTheSameTarget(DispatchRequest request, String reference) throws RequestException {
        return request.calledUrl()
                .withRelative(request.calledUrl().resolve(reference).requestTarget());
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /** 302 turns POST into GET (recorded); the rest is what RFC 9110 and browsers say (inferred). */
    private static HttpMethod methodAfter(int status, HttpMethod method) {
        return switch (status) {
            case 301, 302 -> method == HttpMethod.POST ? HttpMethod.GET : method;
            case 303 -> method == HttpMethod.HEAD ? HttpMethod.HEAD : HttpMethod.GET;
            default -> method;
        };
    }

    private static boolean isKept(HttpHeader header, boolean bodiless, boolean elsewhere) {
        String name = header.name().toLowerCase(Locale.ROOT);
        return !(bodiless && DESCRIBES_CONTENT.contains(name)) && !(elsewhere && BELONGS_TO_ORIGIN.contains(name));
    }

    /** Servers send UTF-8 in Location although they should not, and HTTP decoders read Latin-1. */
    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
