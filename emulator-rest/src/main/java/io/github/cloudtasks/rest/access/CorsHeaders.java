package io.github.cloudtasks.rest.access;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The headers of cross-origin resource sharing. Values are those of the service's front end where they are known
 * (methods, age); the names are defined by the Fetch standard.
 */
final class CorsHeaders {
    static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    static final String REQUEST_METHOD = "access-control-request-method";

    private static final String VARY = "Vary";
    private static final String REQUEST_HEADERS = "access-control-request-headers";
    private static final String REQUEST_PRIVATE_NETWORK = "access-control-request-private-network";

    /** The headers of responses that a page could not read otherwise. */
    private static final String EXPOSED = "Content-Encoding, Content-Length, Retry-After, Vary";

    private static final String MAX_AGE_SECONDS = "3600";
    private static final Pattern METHOD = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,50}");
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, \t-]{1,8000}");

    private CorsHeaders() {}

    /** Returns the headers by which a page of that origin can read the response. */
    static Map<String, String> readableBy(String origin) {
        return Map.of(ALLOW_ORIGIN, origin, "Access-Control-Expose-Headers", EXPOSED, VARY, "Origin");
    }

    /** Returns the header of a response that differs between origins and that no page can read. */
    static Map<String, String> varying() {
        return Map.of(VARY, "Origin");
    }

    /**
     * Returns the headers of the response to a preflight request. All methods and all requested headers are allowed.
     *
     * @param origin the allowed origin, or {@code *}
     */
    static Map<String, String> preflight(String origin, AccessRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ALLOW_ORIGIN, origin);
        headers.put("Access-Control-Allow-Methods", methods(String.join(",", request.all(REQUEST_METHOD))));
        String names = String.join(", ", request.all(REQUEST_HEADERS));
        if (NAMES.matcher(names).matches()) {
            headers.put("Access-Control-Allow-Headers", names);
        }
        headers.put("Access-Control-Max-Age", MAX_AGE_SECONDS);
        if (request.all(REQUEST_PRIVATE_NETWORK).contains("true")) {
            headers.put("Access-Control-Allow-Private-Network", "true");
        }
        headers.put(VARY, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
        return headers;
    }

    private static String methods(String requested) {
        TreeSet<String> methods = new TreeSet<>(Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"));
        if (METHOD.matcher(requested).matches() && !methods.contains(requested.toUpperCase(Locale.ROOT))) {
            // BufferTask takes every method.
            methods.add(requested);
        }
        return String.join(", ", methods);
    }
}
