package io.github.cloudtasks.rest.routing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An HTTP request that has arrived whole.
 *
 * @param scheme how the connection is spoken to: {@code http} or {@code https}
 * @param method the method that counts, after {@code X-HTTP-Method-Override}
 * @param path percent-encoded, without the query
 * @param query what follows the question mark; empty if nothing does
 * @param body inflated; belongs to this request alone
 */
@SuppressWarnings("ArrayRecordComponent") // A request is passed on, never compared.
public record RestRequest(String scheme, String method, String path, String query, HttpHeaders headers, byte[] body) {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String OVERRIDE = "X-HTTP-Method-Override";

    /**
     * Makes a request of what a connection delivered. A POST may name another method in a header; a long GET arrives
     * that way with its query as a form (seen in google-api-python-client).
     *
     * @param scheme {@code https} if the connection is under TLS
     * @param target the request target: a path, or a whole URL
     */
    public static RestRequest of(String scheme, String method, String target, HttpHeaders headers, byte[] body) {
        String local = withoutAuthority(target);
        int mark = local.indexOf('?');
        String path = mark < 0 ? local : local.substring(0, mark);
        String query = mark < 0 ? "" : local.substring(mark + 1);
        String override = method.equals("POST") ? headers.get(OVERRIDE) : null;
        if (override == null || override.isEmpty()) {
            return new RestRequest(scheme, method, path, query, headers, body);
        }
        String meant = override.toUpperCase(Locale.ROOT);
        RestRequest request = new RestRequest(scheme, meant, path, query, headers, body);
        if (!meant.equals("GET") || !request.isForm()) {
            return request;
        }
        String form = request.bodyText();
        String whole = query.isEmpty() ? form : query + "&" + form;
        return new RestRequest(scheme, meant, path, whole, headers, new byte[0]);
    }

    private static String withoutAuthority(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int scheme = target.indexOf("://");
        if (scheme < 0) {
            return target;
        }
        int path = target.indexOf('/', scheme + 3);
        return path < 0 ? "/" : target.substring(path);
    }

    /** The media type of the body in lower case, without parameters; empty if the request names none. */
    public String contentType() {
        String value = headers.get(HttpHeaderNames.CONTENT_TYPE);
        if (value == null) {
            return "";
        }
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
    }

    String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * Whether the body is a form. A JSON object is none, whatever it is called: curl calls everything a form that it is
     * not told the type of, and no form of this API starts with a brace (unlike Google's front end, which reads a
     * strange parameter).
     */
    boolean isForm() {
        return contentType().equals(FORM) && !startsLikeJson();
    }

    private boolean startsLikeJson() {
        for (byte b : body) {
            if (b > ' ') {
                return b == '{';
            }
        }
        return false;
    }

    /** The scheme and authority by which the client reached us or a proxy before us, without a slash at the end. */
    public String origin() {
        String outside = "https".equals(headers.get("X-Forwarded-Proto")) ? "https" : scheme;
        return outside + "://" + headers.get(HttpHeaderNames.HOST, "localhost");
    }

    /** Whether the first type that the client accepts is HTML, as a browser's is. */
    boolean prefersHtml() {
        String accept = headers.get(HttpHeaderNames.ACCEPT);
        return accept != null && accept.stripLeading().startsWith("text/html");
    }
}
