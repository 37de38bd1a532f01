package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.http.ParsedRequest.Refused;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A REST request on a stream of its own, while it arrives. What is too large is not kept. */
final class Http2Request {
    private final HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final int maxBody;
    private @Nullable Refused refusal;
    private @Nullable CompletableFuture<RestResponse> awaited;

    /** A request with these headers, whose body is yet to come. */
    Http2Request(Http2Headers headers, int maxBody) {
        this.maxBody = maxBody;
        try {
            readHead(headers);
            if (HttpUtil.getContentLength(head, 0L) > maxBody) {
                refusal = Refused.BODY_TOO_LARGE;
            }
        } catch (IllegalArgumentException e) {
            // A name or a value that HTTP/1.1, as which the request is read and may be passed on, has no way to write.
            refusal = Refused.MALFORMED;
        }
    }

    private void readHead(Http2Headers headers) {
        head.setMethod(HttpMethod.valueOf(text(headers.method())));
        head.setUri(text(headers.path()));
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(header.getKey())) {
                head.headers().add(header.getKey(), header.getValue());
            }
        }
        if (headers.authority() != null) {
            head.headers().set(HttpHeaderNames.HOST, headers.authority());
        }
    }

    private static String text(@Nullable CharSequence value) {
        return value == null ? "" : value.toString();
    }

    /** Takes the next part of the body. */
    void add(ByteBuf data) {
        if (data.readableBytes() > maxBody - body.size()) {
            refusal = Refused.BODY_TOO_LARGE;
            body.reset();
        } else {
            byte[] part = new byte[data.readableBytes()];
            data.getBytes(data.readerIndex(), part);
            body.writeBytes(part);
        }
    }

    /** Keeps what the client waits for. */
    void await(CompletableFuture<RestResponse> response) {
        awaited = response;
    }

    /** The stream is closed: nobody waits any more. */
    void close() {
        if (awaited != null) {
            awaited.cancel(false);
        }
    }

    /** Why this request will not be read any further, if so. */
    @Nullable
    Refused refusal() {
        return refusal;
    }

    boolean expectsContinue() {
        return HttpUtil.is100ContinueExpected(head);
    }

    HttpRequest head() {
        return head;
    }

    byte[] body() {
        return body.toByteArray();
    }
}
