package io.github.cloudtasks.rest.routing;

import io.github.cloudtasks.grpc.load.ElementBytes;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request.
 *
 * @param scheme {@code http} or {@code https}
 * @param method the HTTP method, after overrides
 * @param path percent-encoded, without the query
 * @param query the part after the question mark, percent-encoded; empty if there is none
 * @param body the decompressed body; not shared. Empty if there is a stream
 * @param stream the decompressed body of a request to an endpoint that reads it as a stream; null if {@code body} is
 *     the whole body
 */
@SuppressWarnings("ArrayRecordComponent") // A request is passed on, never compared.
public record RestRequest(
        String scheme,
        String method,
        String path,
        String query,
        HttpHeaders headers,
        byte[] body,
        @Nullable InputStream stream) {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final byte[] NO_BODY = {};

    /** The memory for a large body, the text of its strings and the message, relative to the body. */
    private static final int PROCESSING_FACTOR = 3;

    /**
     * Creates a request, with the method, headers and body that the system parameters name instead of those that were
     * sent.
     *
     * @param scheme {@code https} if the connection uses TLS
     * @param target the request target: a path or a URL
     */
    public static RestRequest of(String scheme, String method, String target, HttpHeaders headers, byte[] body) {
        String local = withoutAuthority(target);
        int mark = local.indexOf('?');
        String path = mark < 0 ? local : local.substring(0, mark);
        String query = mark < 0 ? "" : local.substring(mark + 1);
        return RequestOverrides.apply(new RestRequest(scheme, method, path, query, headers, body, null));
    }

    /** Returns the memory in bytes that a request needs until its response has been made. */
    public static long processingBytes(long bodyBytes) {
        return MemoryBudget.multiple(PROCESSING_FACTOR, bodyBytes);
    }

    /** Returns the memory in bytes of the objects that are made from the decoded body, in addition to its size. */
    public long elementBytes() {
        if (isForm()) {
            return ElementBytes.ofForm(body);
        }
        return isProtobuf() ? ElementBytes.ofMessage(body, null) : ElementBytes.ofJson(body);
    }

    /** Returns this request with another method, query, headers and body. */
    RestRequest with(String otherMethod, String otherQuery, HttpHeaders otherHeaders, byte[] otherBody) {
        return new RestRequest(scheme, otherMethod, path, otherQuery, otherHeaders, otherBody, stream);
    }

    /** Returns this request with a stream as its body. */
    public RestRequest withStream(InputStream in) {
        return new RestRequest(scheme, method, path, query, headers, NO_BODY, in);
    }

    /**
     * Returns the decompressed body as a stream. Reading blocks until a part arrives if the endpoint
     * {@linkplain Endpoint#readsStream reads it as a stream}, and fails if the client disconnects before the end.
     */
    public InputStream bodyStream() {
        return stream == null ? new ByteArrayInputStream(body) : stream;
    }

    private static String withoutAuthority(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int scheme = target.indexOf("://");
        if (scheme < 0) {
            return target;
        }
        int end = scheme + 3;
        while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String local = target.substring(end);
        return local.startsWith("/") ? local : "/" + local;
    }

    /** Returns the path of a request target, percent-encoded and without the query. */
    public static String path(String target) {
        String local = withoutAuthority(target);
        int mark = local.indexOf('?');
        return mark < 0 ? local : local.substring(0, mark);
    }

    /** Returns the media type of the body in lower case and without parameters; empty if there is none. */
    public String contentType() {
        String value = headers.get(HttpHeaderNames.CONTENT_TYPE);
        if (value == null) {
            return "";
        }
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
    }

    /** Returns the body as a form, whose characters stand for bytes, as those of the query do. */
    String form() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns whether the body is a form. A body that starts with a brace is read as JSON even if it is declared as a
     * form, because curl declares every body as a form by default (unlike the service, which reads it as a parameter).
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

    /**
     * Returns the scheme and authority that the client used, without a slash at the end. Respects X-Forwarded-Proto.
     */
    public String origin() {
        String outside = "https".equals(headers.get("X-Forwarded-Proto")) ? "https" : scheme;
        return outside + "://" + headers.get(HttpHeaderNames.HOST, "localhost");
    }

    /** Returns whether the body is a serialized message. */
    public boolean isProtobuf() {
        return contentType().equals(RestResponse.PROTOBUF) || contentType().equals("application/protobuf");
    }

    /**
     * Returns whether the body may be JSON: if it is declared as JSON or text, or has no type, or is declared as a form
     * but {@linkplain #isForm is none}.
     */
    public boolean mayBeJson() {
        String type = contentType();
        return switch (type) {
            case "", "application/json", "text/json" -> true;
            default -> type.equals("text/plain") || (type.equals(FORM) && !isForm());
        };
    }

    /** Returns whether the first media type that the client accepts is HTML, as for a browser. */
    boolean prefersHtml() {
        String accept = headers.get(HttpHeaderNames.ACCEPT);
        return accept != null && accept.stripLeading().startsWith("text/html");
    }
}
