package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.grpc.load.Reservation;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.StreamedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler of an HTTP/1.1 connection: collects the parts of a request, and writes responses in the order of the
 * requests.
 *
 * <p>Automatic reading is off while a response is pending and while the client does not receive what was written. The
 * {@code FlowControlHandler} in front of this handler keeps the following parts until it is on again. So one connection
 * holds at most one response and what was read ahead.
 */
final class Http1RequestHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Http1RequestHandler.class);

    private final RequestProcessor processor;
    private final ConnectionLimits limits;
    private final ConnectionMonitor monitor;

    /** The request that is being received; null between two requests. */
    private @Nullable PartialRequest request;
    /** The response that an endpoint has promised; null if there is none. */
    private @Nullable CompletableFuture<RestResponse> pending;
    /** The response that is being written piece by piece; null if there is none. */
    private @Nullable StreamedResponse streaming;
    /** True after the last response has been written; nothing more is processed then. */
    private boolean closing;
    /** True after the client has closed its output; the requests that it has sent are still processed. */
    private boolean inputClosed;

    Http1RequestHandler(RequestProcessor processor, ConnectionLimits limits, ConnectionMonitor monitor) {
        this.processor = processor;
        this.limits = limits;
        this.monitor = monitor;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (!closing && message instanceof HttpObject part) {
                receive(ctx, part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void receive(ChannelHandlerContext ctx, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            reject(ctx, RejectedRequest.of(part.decoderResult()));
            return;
        }
        if (part instanceof HttpRequest head) {
            begin(ctx, head);
        }
        if (request != null && part instanceof HttpContent content) {
            add(ctx, request, content);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
        Admission admission = processor.admit(head, null);
        boolean streamed = admission.rejection() == null && hasBody(head) && processor.readsStream(ctx.channel(), head);
        PartialRequest begun = streamed
                ? PartialRequest.streamed(head, admission, new RequestBodyStream(read -> bodyRead(ctx)))
                : new PartialRequest(head, admission, limits.bodyBytes(), processor.budget());
        request = begun;
        if (begun.rejection() != null) {
            reject(ctx, begun.rejection());
            return;
        }
        if (begun.expectsContinue()) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
        if (begun.stream() != null) {
            monitor.receivingStream();
            respondLater(ctx, begun, processor.process(ctx.channel(), head, begun.stream()));
        }
    }

    private static boolean hasBody(HttpRequest head) {
        return HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0;
    }

    /** Receives more of a streamed body once its reader has made progress. */
    private void bodyRead(ChannelHandlerContext ctx) {
        if (!ctx.executor().isShuttingDown()) {
            ctx.executor().execute(() -> resumeReading(ctx));
        }
    }

    private void add(ChannelHandlerContext ctx, PartialRequest receiving, HttpContent content) {
        receiving.add(content.content());
        if (receiving.rejection() != null) {
            reject(ctx, receiving.rejection());
        } else if (content instanceof LastHttpContent) {
            receiving.complete();
            if (receiving.rejection() != null) {
                reject(ctx, receiving.rejection());
                return;
            }
            request = null;
            complete(ctx, receiving);
        } else if (receiving.stream() != null && receiving.stream().isFull()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    private void complete(ChannelHandlerContext ctx, PartialRequest received) {
        if (received.stream() != null) {
            received.stream().end();
            monitor.responsePending();
            return;
        }
        CompletableFuture<RestResponse> response = processor.process(ctx.channel(), received);
        if (response.isDone()) {
            respond(ctx, received, response.join());
            return;
        }
        monitor.responsePending();
        // Sends the responses to earlier requests, which would otherwise be flushed together with this one.
        ctx.flush();
        respondLater(ctx, received, response);
    }

    private void respondLater(ChannelHandlerContext ctx, PartialRequest to, CompletableFuture<RestResponse> response) {
        pending = response;
        monitor.setMayProbe(!to.head().protocolVersion().equals(HttpVersion.HTTP_1_0));
        CompletableFuture<RestResponse> unused = response.whenCompleteAsync(
                (given, cancelled) -> {
                    pending = null;
                    if (given != null && !closing) {
                        respond(ctx, to, given);
                        ctx.flush();
                        resumeReading(ctx);
                    }
                },
                ctx.executor());
    }

    private void respond(ChannelHandlerContext ctx, PartialRequest to, RestResponse given) {
        HttpRequest head = to.head();
        Reservation memory = processor.budget().newReservation();
        RestResponse response = to.admission().complete(processor.reserve(given, memory));
        StreamedBody body = response.stream();
        // The rest of a body that is still being received is not read.
        closing = request != null || !HttpUtil.isKeepAlive(head);
        if (body == null || head.method().equals(HttpMethod.HEAD)) {
            write(ctx, head, RequestProcessor.toHttp(response, head.headers()), memory);
        } else {
            monitor.responsePending();
            ctx.flush();
            Sink sink = new Sink(ctx, head, memory);
            streaming = StreamedResponse.start(response, body, head.headers(), memory, ctx.executor(), sink);
        }
    }

    private void write(ChannelHandlerContext ctx, HttpRequest head, FullHttpResponse http, Reservation memory) {
        HttpUtil.setKeepAlive(http.headers(), head.protocolVersion(), !closing);
        monitor.setMayProbe(false);
        written(ctx, ctx.write(http).addListener(sent -> memory.close()));
    }

    /** Closes the connection after its last response. Otherwise stops reading until the client has received enough. */
    private void written(ChannelHandlerContext ctx, ChannelFuture last) {
        if (!closing) {
            last.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            if (!ctx.channel().isWritable()) {
                ctx.channel().config().setAutoRead(false);
                ctx.flush();
            }
        } else if (request == null) {
            ctx.flush();
            last.addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.flush();
            closeAfterUnreadRequest(ctx, last);
        }
        monitor.responseWritten();
    }

    /** Writes one streamed response. */
    private final class Sink implements ResponseSink {
        private final ChannelHandlerContext ctx;
        private final HttpRequest request;
        private final Reservation memory;

        private Sink(ChannelHandlerContext ctx, HttpRequest request, Reservation memory) {
            this.ctx = ctx;
            this.request = request;
            this.memory = memory;
        }

        @Override
        public void whole(FullHttpResponse response) {
            streaming = null;
            Http1RequestHandler.this.write(ctx, request, response, memory);
            ctx.flush();
            resumeReading(ctx);
        }

        @Override
        public void begin(HttpResponse head) {
            monitor.streamBegins();
            if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
                // The end of the connection is the end of the body.
                closing = true;
            } else {
                HttpUtil.setTransferEncodingChunked(head, true);
            }
            HttpUtil.setKeepAlive(head.headers(), request.protocolVersion(), !closing);
            ctx.write(head).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }

        @Override
        public ChannelFuture write(ByteBuf piece) {
            monitor.pieceWritten();
            return ctx.writeAndFlush(new DefaultHttpContent(piece)).addListener(sent -> monitor.pieceReceived());
        }

        @Override
        public void end() {
            streaming = null;
            written(ctx, ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
            resumeReading(ctx);
        }

        @Override
        public void abort() {
            close(ctx);
        }
    }

    /** Sends the reason and closes the connection. */
    private void reject(ChannelHandlerContext ctx, RejectedRequest reason) {
        FullHttpResponse http = RequestProcessor.toHttp(reason, request);
        closing = true;
        cancel("The request was rejected.");
        request = null;
        HttpUtil.setKeepAlive(http, false);
        monitor.setMayProbe(false);
        closeAfterUnreadRequest(ctx, ctx.writeAndFlush(http));
        monitor.responseWritten();
    }

    /**
     * Closes the connection after its last response, to a request that has not been received completely. A client that
     * is still sending would lose the response if both directions were closed at once. So the output is closed first,
     * and the rest of the request is read and dropped until the client closes or {@link ConnectionLimits#linger} has
     * passed.
     */
    private void closeAfterUnreadRequest(ChannelHandlerContext ctx, ChannelFuture last) {
        last.addListener(written -> {
            if (inputClosed) {
                close(ctx);
            } else if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
        });
        ctx.executor()
                .schedule(() -> close(ctx), limits.linger().toMillis(), TimeUnit.MILLISECONDS)
                .addListener(ended -> log.trace("Waited for the end of a rejected request on {}", ctx.channel()));
        ctx.channel().config().setAutoRead(true);
    }

    /** Cancels what is in progress. */
    private void cancel(String reason) {
        if (request != null) {
            request.release();
            if (request.stream() != null) {
                request.stream().fail(reason);
            }
        }
        if (pending != null) {
            pending.cancel(false);
        }
        if (streaming != null) {
            streaming.cancel();
        }
    }

    /**
     * Notices that the client has closed its output, and rejects the request that is being received when
     * {@link ConnectionMonitor} reports that it takes too long.
     */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
            inputClosed = true;
            closeIfDone(ctx);
        } else if (!(event instanceof RejectedRequest reason)) {
            super.userEventTriggered(ctx, event);
        } else if (!closing) {
            reject(ctx, reason);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        resumeReading(ctx);
        ctx.fireChannelWritabilityChanged();
    }

    private void resumeReading(ChannelHandlerContext ctx) {
        if (!mustWait() && ctx.channel().isWritable()) {
            // Processes the parts that the FlowControlHandler has kept before it returns.
            ctx.channel().config().setAutoRead(true);
            ctx.flush();
            if (inputClosed) {
                closeIfDone(ctx);
            }
        }
    }

    /**
     * Closes the connection of a client that has closed its output, once all responses have been written. Nothing is
     * kept in the {@code FlowControlHandler} if no response is pending.
     */
    private void closeIfDone(ChannelHandlerContext ctx) {
        boolean incomplete = request != null;
        boolean outputClosed = ctx.channel() instanceof DuplexChannel duplex && duplex.isOutputShutdown();
        if (incomplete || outputClosed) {
            close(ctx);
        } else if (pending == null && streaming == null && ctx.channel().isWritable()) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Returns whether parts of requests have to wait: for the reader of a streamed body, or for a response. */
    private boolean mustWait() {
        if (request != null && request.stream() != null) {
            return request.stream().isFull();
        }
        return pending != null || streaming != null;
    }

    /** Cancels the pending response when the client disconnects. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        cancel("The client has disconnected.");
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            log.debug("Connection lost: {}", cause.toString());
        } else {
            log.warn("Connection closed because of an unexpected exception", cause);
        }
        close(ctx);
    }

    private static void close(ChannelHandlerContext ctx) {
        ctx.close().addListener(closed -> log.trace("Closed {}", ctx.channel()));
    }
}
