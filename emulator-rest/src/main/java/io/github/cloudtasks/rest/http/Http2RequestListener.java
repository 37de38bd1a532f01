package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.http.ParsedRequest.Refused;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.HttpConversionUtil;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts the streams of one HTTP/2 connection: those whose content is gRPC are left to the listener that was there
 * before, every other one is a request to the REST door. As at the service, REST clients that offer only HTTP/2 are
 * served, and the server cannot tell them from gRPC's before their first request.
 */
final class Http2RequestListener extends Http2FrameListenerDecorator {
    private static final Logger log = LoggerFactory.getLogger(Http2RequestListener.class);
    private static final String GRPC = "application/grpc";

    private final Http2ConnectionHandler connection;
    private final RequestProcessor answers;
    private final int maxBody;
    private final Http2Connection.PropertyKey key;

    /**
     * Sorts the streams of a connection.
     *
     * @param maxBody the largest body in bytes
     */
    Http2RequestListener(Http2ConnectionHandler connection, RequestProcessor answers, int maxBody) {
        super(connection.decoder().frameListener());
        this.connection = connection;
        this.answers = answers;
        this.maxBody = maxBody;
        this.key = connection.connection().newKey();
        connection.connection().addListener(new Endings());
    }

    /** Tells requests whose clients have gone. */
    private final class Endings extends Http2ConnectionAdapter {
        @Override
        public void onStreamClosed(Http2Stream stream) {
            Http2Request request = stream.getProperty(key);
            if (request != null) {
                request.close();
            }
        }
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        if (!isTaken(ctx, id, headers, endOfStream)) {
            super.onHeadersRead(ctx, id, headers, padding, endOfStream);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        if (!isTaken(ctx, id, headers, endOfStream)) {
            super.onHeadersRead(ctx, id, headers, dependency, weight, exclusive, padding, endOfStream);
        }
    }

    private boolean isTaken(ChannelHandlerContext ctx, int id, Http2Headers headers, boolean endOfStream) {
        Http2Request request = request(id);
        if (request == null && isGrpc(headers)) {
            return false;
        }
        if (request == null) {
            request = begin(ctx, id, headers);
        }
        if (endOfStream) {
            complete(ctx, id, request);
        }
        return true;
    }

    private static boolean isGrpc(Http2Headers headers) {
        CharSequence type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.toString().regionMatches(true, 0, GRPC, 0, GRPC.length());
    }

    private Http2Request begin(ChannelHandlerContext ctx, int id, Http2Headers headers) {
        Http2Request request = new Http2Request(headers, maxBody);
        stream(id).setProperty(key, request);
        Refused why = request.refusal();
        if (why != null) {
            refuse(ctx, id, why);
        } else if (request.expectsContinue()) {
            writeHeaders(ctx, id, new DefaultHttp2Headers().status("100"), false, Http2RequestListener::written);
        }
        return request;
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        Http2Request request = request(id);
        if (request == null) {
            return super.onDataRead(ctx, id, data, padding, endOfStream);
        }
        int processed = data.readableBytes() + padding;
        if (request.refusal() == null) {
            request.add(data);
            Refused why = request.refusal();
            if (why != null) {
                refuse(ctx, id, why);
            }
        }
        if (endOfStream) {
            complete(ctx, id, request);
        }
        return processed;
    }

    private void complete(ChannelHandlerContext ctx, int id, Http2Request request) {
        if (request.refusal() == null) {
            CompletableFuture<RestResponse> response =
                    answers.process(RequestProcessor.scheme(ctx.channel()), request.head(), request.body());
            if (response.isDone()) {
                respond(ctx, id, request, response.join());
            } else {
                await(ctx, id, request, response);
            }
        }
    }

    private void await(
            ChannelHandlerContext ctx, int id, Http2Request request, CompletableFuture<RestResponse> response) {
        request.await(response);
        CompletableFuture<RestResponse> unused = response.whenCompleteAsync(
                (given, failure) -> {
                    if (given != null && request(id) == request) {
                        respond(ctx, id, request, given);
                        connection.flush(ctx);
                    }
                },
                ctx.executor());
    }

    private void respond(ChannelHandlerContext ctx, int id, Http2Request request, RestResponse answer) {
        FullHttpResponse response =
                RequestProcessor.response(answer, request.head().headers());
        write(ctx, id, response, request.head().method().equals(HttpMethod.HEAD), Http2RequestListener::written);
    }

    /** Answers at once, and then asks the client to send no more (RFC 9113, section 8.1). */
    private void refuse(ChannelHandlerContext ctx, int id, Refused why) {
        write(
                ctx,
                id,
                RequestProcessor.to(why),
                false,
                written -> connection
                        .resetStream(ctx, id, Http2Error.NO_ERROR.code(), ctx.newPromise())
                        .addListener((ChannelFutureListener) Http2RequestListener::written));
    }

    private void write(
            ChannelHandlerContext ctx,
            int id,
            FullHttpResponse answer,
            boolean withoutBody,
            ChannelFutureListener then) {
        Http2Headers headers = HttpConversionUtil.toHttp2Headers(answer, false);
        if (withoutBody) {
            answer.release();
            writeHeaders(ctx, id, headers, true, then);
        } else {
            writeHeaders(ctx, id, headers, false, Http2RequestListener::written);
            connection
                    .encoder()
                    .writeData(ctx, id, answer.content(), 0, true, ctx.newPromise())
                    .addListener(then);
        }
    }

    private void writeHeaders(
            ChannelHandlerContext ctx, int id, Http2Headers headers, boolean endOfStream, ChannelFutureListener then) {
        connection
                .encoder()
                .writeHeaders(ctx, id, headers, 0, endOfStream, ctx.newPromise())
                .addListener(then);
    }

    /** A client may go before it has its answer. */
    private static void written(ChannelFuture future) {
        if (!future.isSuccess()) {
            log.debug("An answer to {} was lost: {}", future.channel(), String.valueOf(future.cause()));
        }
    }

    private @Nullable Http2Request request(int id) {
        Http2Stream stream = connection.connection().stream(id);
        return stream == null ? null : stream.getProperty(key);
    }

    private Http2Stream stream(int id) {
        return connection.connection().stream(id);
    }
}
