package io.github.cloudtasks.dispatcher.http;

import io.github.cloudtasks.dispatch.HeaderLines;
import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 request. Immutable.
 *
 * @param origin the server that the request is sent to; the {@code Host} header may name another one
 * @param target the request target: path and query, percent-encoded, starting with a slash
 * @param headers all headers in the order in which they are sent, {@code Host} and {@code Content-Length} included
 */
public record Request(HttpMethod method, Origin origin, String target, HeaderLines headers, Bytes body) {
    private static final String HOST = "Host";
    private static final String CONTENT_LENGTH = "Content-Length";

    /**
     * Returns a request with {@code Host} before the given headers, and {@code Content-Length} after them. The length
     * is also sent for an empty body if the method is expected to have one (RFC 9110, section 8.6).
     *
     * @param headers without {@code Host} and {@code Content-Length}
     */
    public static Request of(
            HttpMethod method, Origin origin, String target, String host, List<HttpHeader> headers, Bytes body) {
        List<HttpHeader> all = new ArrayList<>(headers.size() + 2);
        all.add(new HttpHeader(HOST, host));
        all.addAll(headers);
        if (method.takesBody() || !body.isEmpty()) {
            all.add(new HttpHeader(CONTENT_LENGTH, Integer.toString(body.size())));
        }
        return new Request(method, origin, target, HeaderLines.of(all), body);
    }

    /** Returns the value of the first header with that name, in any case; null if there is none. */
    public @Nullable String header(String name) {
        return headers.value(name);
    }

    /** Returns the headers that {@link #of} was given: all but {@code Host} and {@code Content-Length}. */
    public List<HttpHeader> contentHeaders() {
        return headers.toList().stream()
                .filter(header -> !header.isNamed(HOST) && !header.isNamed(CONTENT_LENGTH))
                .toList();
    }

    /** Writes the request line and all headers. */
    public void writeHeadTo(ByteBuf buffer) {
        ascii(buffer, method.name()).writeByte(' ');
        ascii(ascii(buffer, target), " HTTP/1.1\r\n");
        ascii(buffer.writeBytes(headers.asByteBuffer()), "\r\n");
    }

    private static ByteBuf ascii(ByteBuf buffer, String text) {
        ByteBufUtil.writeAscii(buffer, text);
        return buffer;
    }
}
