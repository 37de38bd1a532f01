package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Router;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The part of request handling that HTTP/1.1 and HTTP/2 share: decompresses the request body, calls the router, and
 * converts its response to a Netty message. Thread-safe.
 */
final class RequestProcessor {
    /** Keeps browsers from reading a response as another type than the declared one. */
    private static final AsciiString CONTENT_TYPE_OPTIONS = AsciiString.cached("X-Content-Type-Options");

    private final Router router;
    private final int maxBody;

    /**
     * Creates a processor that passes requests to {@code router}.
     *
     * @param maxBody the maximum size of a request body after decompression, in bytes
     */
    RequestProcessor(Router router, int maxBody) {
        this.router = router;
        this.maxBody = maxBody;
    }

    /**
     * Processes a complete request. The response is complete on return unless the endpoint responds later. Never fails;
     * cancel the response when the client disconnects.
     */
    CompletableFuture<RestResponse> process(Channel connection, PartialRequest request) {
        HttpRequest head = request.head();
        HttpHeaders headers = head.headers();
        byte[] body;
        try {
            body = ContentCoding.decode(headers.get(HttpHeaderNames.CONTENT_ENCODING), request.body(), maxBody);
        } catch (IOException e) {
            String message = "The body could not be decoded: " + e.getMessage();
            return CompletableFuture.completedFuture(ErrorResponses.json(400, message, "INVALID_ARGUMENT"));
        }
        if (body == null) {
            return CompletableFuture.completedFuture(RejectedRequest.BODY_TOO_LARGE.response());
        }
        return router.handle(RestRequest.of(scheme(connection), head.method().name(), head.uri(), headers, body));
    }

    private static String scheme(Channel connection) {
        return connection.pipeline().get(SslHandler.class) == null ? "http" : "https";
    }

    /** Returns the HTTP message for a rejected request. */
    static FullHttpResponse toHttp(RejectedRequest rejection) {
        return toHttp(rejection.response(), EmptyHttpHeaders.INSTANCE);
    }

    /**
     * Returns the HTTP message for a response, compressed if the client accepts it and the body is large enough.
     *
     * @param requestHeaders the headers of the request
     */
    static FullHttpResponse toHttp(RestResponse response, HttpHeaders requestHeaders) {
        byte[] body = response.body();
        boolean large = ContentCoding.isWorthwhile(body);
        boolean gzip = large && ContentCoding.acceptsGzip(requestHeaders.get(HttpHeaderNames.ACCEPT_ENCODING));
        if (gzip) {
            body = ContentCoding.gzip(body);
        }
        FullHttpResponse http = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), Unpooled.wrappedBuffer(body));
        HttpHeaders headers = http.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        headers.set(CONTENT_TYPE_OPTIONS, "nosniff");
        response.headers().forEach(headers::set);
        if (large) {
            headers.add(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        }
        if (gzip) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        return http;
    }
}
