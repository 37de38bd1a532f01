package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatcher.http.HttpHeader;
import io.github.cloudtasks.dispatcher.http.Origin;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * One HTTP/1.1 request, complete.
 *
 * @param url what the task asks for; it gives the {@code Host} header
 * @param host of {@code url}, as that header has it
 * @param calledUrl what is called in its place; the same url unless it was rewritten
 * @param origin where {@code calledUrl} is, checked
 * @param headers all but {@code Host} and {@code Content-Length}, which follow from the rest
 * @param redirectsLeft how many more redirects may be followed; 0 for App Engine, which follows none (documented)
 */
public record DispatchRequest(
        HttpMethod method,
        TargetUrl url,
        String host,
        TargetUrl calledUrl,
        Origin origin,
        List<HttpHeader> headers,
        Bytes body,
        int redirectsLeft) {
    private static final String HOST = "Host";
    private static final String CONTENT_LENGTH = "Content-Length";

    /** A request to {@code url}, if there is a way to connect to it. */
    public static DispatchRequest to(
            TargetUrl url, HttpMethod method, List<HttpHeader> headers, Bytes body, int redirectsLeft)
            throws RequestException {
        return to(url, url, method, headers, body, redirectsLeft);
    }

    /** A request that is for {@code url} and is sent to {@code calledUrl}, if there is a way to connect to it. */
    public static DispatchRequest to(
            TargetUrl url,
            TargetUrl calledUrl,
            HttpMethod method,
            List<HttpHeader> headers,
            Bytes body,
            int redirectsLeft)
            throws RequestException {
        String host = url.origin().hostHeader();
        return new DispatchRequest(method, url, host, calledUrl, calledUrl.origin(), headers, body, redirectsLeft);
    }

    /** Writes the request line and all headers. These are all bytes that are sent but for the body. */
    public void writeHeadTo(ByteBuf buffer) {
        ascii(buffer, method.name()).writeByte(' ');
        ascii(ascii(buffer, calledUrl.requestTarget()), " HTTP/1.1\r\n");
        header(buffer, HOST, host);
        for (HttpHeader header : headers) {
            header(buffer, header.name(), header.value());
        }
        if (hasContent()) {
            header(buffer, CONTENT_LENGTH, Integer.toString(body.size()));
        }
        ascii(buffer, "\r\n");
    }

    /** All headers in the order in which they are sent. */
    public List<HttpHeader> allHeaders() {
        List<HttpHeader> all = new ArrayList<>(headers.size() + 2);
        all.add(new HttpHeader(HOST, host));
        all.addAll(headers);
        if (hasContent()) {
            all.add(new HttpHeader(CONTENT_LENGTH, Integer.toString(body.size())));
        }
        return all;
    }

    /** Methods that have a meaning for content announce its length, also when there is none (RFC 9110, section 8.6). */
    private boolean hasContent() {
        return switch (method) {
            case POST, PUT, PATCH -> true;
            case GET, HEAD, DELETE, OPTIONS -> !body.isEmpty();
        };
    }

    private static void header(ByteBuf buffer, String name, String value) {
        ascii(ascii(ascii(ascii(buffer, name), ": "), value), "\r\n");
    }

    private static ByteBuf ascii(ByteBuf buffer, String text) {
        ByteBufUtil.writeAscii(buffer, text);
        return buffer;
    }
}
