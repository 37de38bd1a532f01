package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.http.ParsedRequest.Refused;
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
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The gateway's answers in the terms of HTTP, whichever version of it a connection speaks, with bodies compressed or
 * not.
 */
final class RequestProcessor {
    private final Router gateway;
    private final int maxBody;

    /**
     * Answers of a gateway.
     *
     * @param maxBody the largest body in bytes, inflated
     */
    RequestProcessor(Router gateway, int maxBody) {
        this.gateway = gateway;
        this.maxBody = maxBody;
    }

    /** The scheme of URLs that lead to this connection. */
    static String scheme(Channel connection) {
        return connection.pipeline().get(SslHandler.class) == null ? "http" : "https";
    }

    /** Answers a request that has arrived whole; never throws. */
    CompletableFuture<RestResponse> process(String scheme, HttpRequest head, byte[] body) {
        HttpHeaders headers = head.headers();
        byte[] inflated;
        try {
            inflated = ContentCoding.decode(headers.get(HttpHeaderNames.CONTENT_ENCODING), body, maxBody);
        } catch (IOException e) {
            String why = "The body could not be decoded: " + e.getMessage();
            return CompletableFuture.completedFuture(ErrorResponses.json(400, why, "INVALID_ARGUMENT"));
        }
        return inflated == null
                ? CompletableFuture.completedFuture(refusal(Refused.BODY_TOO_LARGE))
                : gateway.handle(RestRequest.of(scheme, head.method().name(), head.uri(), headers, inflated));
    }

    /** Answers a request that will never be whole. */
    static FullHttpResponse to(Refused refused) {
        return response(refusal(refused), EmptyHttpHeaders.INSTANCE);
    }

    private static RestResponse refusal(Refused refused) {
        return ErrorResponses.json(refused.httpStatus(), refused.message(), refused.status());
    }

    /** A response in the terms of HTTP, compressed if the request with these headers allows it. */
    static FullHttpResponse response(RestResponse answer, HttpHeaders request) {
        byte[] body = answer.body();
        boolean gzip = ContentCoding.isWorthwhile(body)
                && ContentCoding.acceptsGzip(request.get(HttpHeaderNames.ACCEPT_ENCODING));
        if (gzip) {
            body = ContentCoding.gzip(body);
        }
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(body));
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (gzip) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        return response;
    }
}
