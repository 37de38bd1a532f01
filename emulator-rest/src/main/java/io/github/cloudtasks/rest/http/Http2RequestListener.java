package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.grpc.load.Reservation;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.StreamedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A frame listener in front of gRPC's. Streams whose content type is gRPC are passed on to it; every other stream is a
 * REST request, which is collected and responded to here.
 *
 * <p>The service serves REST clients that offer only HTTP/2 too, and a server cannot tell them from gRPC clients before
 * their first request.
 */
final class Http2RequestListener extends Http2FrameListenerDecorator {
    private static final Logger log = LoggerFactory.getLogger(Http2RequestListener.class);
    private static final String GRPC = "application/grpc";

    private final Http2ConnectionHandler connection;
    private final RequestProcessor processor;
    private final int maxBody;
    /** The property of a REST stream with its {@link PartialRequest}. */
    private final Http2Connection.PropertyKey requestKey;
    /** The property of a REST stream with a {@link Runnable} that cancels its pending response. */
    private final Http2Connection.PropertyKey cancelKey;

    /**
     * Creates the listener of a connection, in front of the one that it has.
     *
     * @param maxBody the maximum size of a request body in bytes
     */
    Http2RequestListener(Http2ConnectionHandler connection, RequestProcessor processor, int maxBody) {
        super(connection.decoder().frameListener());
        this.connection = connection;
        this.processor = processor;
        this.maxBody = maxBody;
        this.requestKey = connection.connection().newKey();
        this.cancelKey = connection.connection().newKey();
        connection.connection().addListener(new CancelOnClose());
    }

    /** Cancels the request and the response of a stream that is closed, usually because the client disconnected. */
    private final class CancelOnClose extends Http2ConnectionAdapter {
        @Override
        public void onStreamClosed(Http2Stream stream) {
            Runnable cancel = stream.getProperty(cancelKey);
            if (cancel != null) {
                cancel.run();
            }
            PartialRequest request = stream.getProperty(requestKey);
            if (request != null) {
                request.release();
                if (request.stream() != null) {
                    request.stream().fail("The client has disconnected.");
                }
            }
        }
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        if (!receiveHeaders(ctx, id, headers, endOfStream)) {
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
        if (!receiveHeaders(ctx, id, headers, endOfStream)) {
            super.onHeadersRead(ctx, id, headers, dependency, weight, exclusive, padding, endOfStream);
        }
    }

    /** Receives the headers or trailers of a REST request; returns false if they belong to gRPC. */
    private boolean receiveHeaders(ChannelHandlerContext ctx, int id, Http2Headers headers, boolean endOfStream) {
        PartialRequest request = request(id);
        if (request == null && isGrpc(headers)) {
            return false;
        }
        if (request == null) {
            request = begin(ctx, id, headers, endOfStream);
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

    private PartialRequest begin(ChannelHandlerContext ctx, int id, Http2Headers headers, boolean endOfStream) {
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        Admission admission;
        try {
            copy(headers, head);
            CharSequence authority = headers.authority();
            admission = processor.admit(head, authority == null ? null : authority.toString());
        } catch (IllegalArgumentException e) {
            // A name or a value that HTTP/1.1 cannot represent, as which a request may be passed on to a target.
            admission = Admission.rejected(RejectedRequest.MALFORMED);
        }
        Http2Stream stream = connection.connection().stream(id);
        boolean streamed = !endOfStream && admission.rejection() == null && processor.readsStream(ctx.channel(), head);
        PartialRequest request = streamed
                ? PartialRequest.streamed(head, admission, new RequestBodyStream(read -> bodyRead(ctx, stream, read)))
                : new PartialRequest(head, admission, maxBody, processor.budget());
        stream.setProperty(requestKey, request);
        if (request.rejection() != null) {
            writeRejection(ctx, id, request, request.rejection());
        } else if (request.expectsContinue()) {
            writeHeaders(ctx, id, new DefaultHttp2Headers().status("100"), false, Http2RequestListener::written);
        }
        if (request.stream() != null) {
            respondLater(ctx, id, request, processor.process(ctx.channel(), head, request.stream()));
        }
        return request;
    }

    /** Lets the client send as many bytes of a streamed body as its reader has read. */
    private void bodyRead(ChannelHandlerContext ctx, Http2Stream stream, int bytes) {
        if (ctx.executor().isShuttingDown()) {
            return;
        }
        ctx.executor().execute(() -> {
            try {
                if (connection.connection().local().flowController().consumeBytes(stream, bytes)) {
                    connection.flush(ctx);
                }
            } catch (Http2Exception e) {
                log.debug("No window update on {}: {}", ctx.channel(), e.toString());
            }
        });
    }

    private static void copy(Http2Headers headers, HttpRequest head) {
        head.setMethod(HttpMethod.valueOf(text(headers.method())));
        head.setUri(text(headers.path()));
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(header.getKey())) {
                head.headers().add(header.getKey(), header.getValue());
            }
        }
    }

    private static String text(@Nullable CharSequence value) {
        return value == null ? "" : value.toString();
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        PartialRequest request = request(id);
        if (request == null) {
            return super.onDataRead(ctx, id, data, padding, endOfStream);
        }
        // The bytes of a stream are processed when its reader has read them.
        int processed = padding + (request.stream() == null ? data.readableBytes() : 0);
        if (request.rejection() == null) {
            request.add(data);
            if (request.rejection() != null) {
                writeRejection(ctx, id, request, request.rejection());
            }
        }
        if (endOfStream) {
            complete(ctx, id, request);
        }
        return processed;
    }

    private void complete(ChannelHandlerContext ctx, int id, PartialRequest request) {
        if (request.rejection() != null) {
            return;
        }
        if (request.stream() != null) {
            request.stream().end();
            return;
        }
        request.complete();
        if (request.rejection() != null) {
            writeRejection(ctx, id, request, request.rejection());
            return;
        }
        CompletableFuture<RestResponse> response = processor.process(ctx.channel(), request);
        if (response.isDone()) {
            respond(ctx, id, request, response.join());
        } else {
            respondLater(ctx, id, request, response);
        }
    }

    private void respondLater(
            ChannelHandlerContext ctx, int id, PartialRequest request, CompletableFuture<RestResponse> response) {
        Runnable cancel = () -> response.cancel(false);
        connection.connection().stream(id).setProperty(cancelKey, cancel);
        CompletableFuture<RestResponse> unused = response.whenCompleteAsync(
                (given, cancelled) -> {
                    if (given != null && request(id) == request) {
                        respond(ctx, id, request, given);
                        connection.flush(ctx);
                    }
                },
                ctx.executor());
    }

    private void respond(ChannelHandlerContext ctx, int id, PartialRequest request, RestResponse given) {
        Reservation memory = processor.budget().newReservation();
        RestResponse response = request.admission().complete(processor.reserve(given, memory));
        StreamedBody body = response.stream();
        boolean withoutBody = request.head().method().equals(HttpMethod.HEAD);
        HttpHeaders headers = request.head().headers();
        if (body == null || withoutBody) {
            FullHttpResponse http = RequestProcessor.toHttp(response, headers);
            ChannelFutureListener last = afterLast(ctx, id);
            write(ctx, id, http, withoutBody, sent -> {
                memory.close();
                last.operationComplete(sent);
            });
            return;
        }
        StreamedResponse streaming =
                StreamedResponse.start(response, body, headers, memory, ctx.executor(), new Sink(ctx, id));
        Runnable cancel = streaming::cancel;
        connection.connection().stream(id).setProperty(cancelKey, cancel);
    }

    /** Returns what follows the response: if the request is not complete, asks the client to stop sending it. */
    private ChannelFutureListener afterLast(ChannelHandlerContext ctx, int id) {
        Http2Stream stream = connection.connection().stream(id);
        boolean unread = stream != null && stream.state() == Http2Stream.State.OPEN;
        return unread ? written -> stopSending(ctx, id) : Http2RequestListener::written;
    }

    private void stopSending(ChannelHandlerContext ctx, int id) {
        connection
                .resetStream(ctx, id, Http2Error.NO_ERROR.code(), ctx.newPromise())
                .addListener((ChannelFutureListener) Http2RequestListener::written);
        connection.flush(ctx);
    }

    /** Writes one streamed response. */
    private final class Sink implements ResponseSink {
        private final ChannelHandlerContext ctx;
        private final int id;

        private Sink(ChannelHandlerContext ctx, int id) {
            this.ctx = ctx;
            this.id = id;
        }

        @Override
        public void whole(FullHttpResponse response) {
            Http2RequestListener.this.write(ctx, id, response, false, afterLast(ctx, id));
            connection.flush(ctx);
        }

        @Override
        public void begin(HttpResponse head) {
            Http2Headers headers = HttpConversionUtil.toHttp2Headers(head, false);
            writeHeaders(ctx, id, headers, false, Http2RequestListener::written);
        }

        @Override
        public ChannelFuture write(ByteBuf piece) {
            ChannelFuture sent = connection.encoder().writeData(ctx, id, piece, 0, false, ctx.newPromise());
            connection.flush(ctx);
            return sent;
        }

        @Override
        public void end() {
            connection
                    .encoder()
                    .writeData(ctx, id, Unpooled.EMPTY_BUFFER, 0, true, ctx.newPromise())
                    .addListener(afterLast(ctx, id));
            connection.flush(ctx);
        }

        @Override
        public void abort() {
            connection
                    .resetStream(ctx, id, Http2Error.INTERNAL_ERROR.code(), ctx.newPromise())
                    .addListener((ChannelFutureListener) Http2RequestListener::written);
            connection.flush(ctx);
        }
    }

    /** Sends the reason, then asks the client to stop sending (RFC 9113, section 8.1). */
    private void writeRejection(ChannelHandlerContext ctx, int id, PartialRequest request, RejectedRequest reason) {
        write(ctx, id, RequestProcessor.toHttp(reason, request), false, written -> stopSending(ctx, id));
    }

    private void write(
            ChannelHandlerContext ctx, int id, FullHttpResponse http, boolean withoutBody, ChannelFutureListener then) {
        Http2Headers headers = HttpConversionUtil.toHttp2Headers(http, false);
        if (withoutBody) {
            http.release();
            writeHeaders(ctx, id, headers, true, then);
        } else {
            writeHeaders(ctx, id, headers, false, Http2RequestListener::written);
            connection
                    .encoder()
                    .writeData(ctx, id, http.content(), 0, true, ctx.newPromise())
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

    /** Logs a failed write; the client may have disconnected. */
    private static void written(ChannelFuture future) {
        if (!future.isSuccess()) {
            log.debug("A response to {} could not be sent: {}", future.channel(), String.valueOf(future.cause()));
        }
    }

    private @Nullable PartialRequest request(int id) {
        Http2Stream stream = connection.connection().stream(id);
        return stream == null ? null : stream.getProperty(requestKey);
    }
}
