package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.routing.RestResponse;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
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
    /** True after the last response has been written; nothing more is processed then. */
    private boolean closing;

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
            reject(ctx, reason(part.decoderResult()));
            return;
        }
        if (part instanceof HttpRequest head) {
            begin(ctx, new PartialRequest(head, limits.bodyBytes()));
        }
        if (request != null && part instanceof HttpContent content) {
            add(ctx, request, content);
        }
    }

    private static RejectedRequest reason(DecoderResult result) {
        return switch (result.cause()) {
            case TooLongHttpLineException line -> RejectedRequest.LINE_TOO_LONG;
            case TooLongHttpHeaderException header -> RejectedRequest.HEADERS_TOO_LARGE;
            case TooLongFrameException frame -> RejectedRequest.HEADERS_TOO_LARGE;
            default -> RejectedRequest.MALFORMED;
        };
    }

    private void begin(ChannelHandlerContext ctx, PartialRequest begun) {
        request = begun;
        if (begun.rejection() != null) {
            reject(ctx, begun.rejection());
        } else if (begun.expectsContinue()) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    private void add(ChannelHandlerContext ctx, PartialRequest receiving, HttpContent content) {
        receiving.add(content.content());
        if (receiving.rejection() != null) {
            reject(ctx, receiving.rejection());
        } else if (content instanceof LastHttpContent) {
            request = null;
            process(ctx, receiving);
        }
    }

    private void process(ChannelHandlerContext ctx, PartialRequest complete) {
        CompletableFuture<RestResponse> response = processor.process(ctx.channel(), complete);
        if (response.isDone()) {
            respond(ctx, complete.head(), response.join());
            return;
        }
        pending = response;
        monitor.responsePending();
        // Sends the responses to earlier requests, which would otherwise be flushed together with this one.
        ctx.flush();
        CompletableFuture<RestResponse> unused = response.whenCompleteAsync(
                (given, cancelled) -> respondLater(ctx, complete.head(), given), ctx.executor());
    }

    private void respondLater(ChannelHandlerContext ctx, HttpRequest head, @Nullable RestResponse response) {
        pending = null;
        if (response != null && !closing) {
            respond(ctx, head, response);
            ctx.flush();
            resumeReading(ctx);
        }
    }

    private void respond(ChannelHandlerContext ctx, HttpRequest head, RestResponse response) {
        FullHttpResponse http = RequestProcessor.toHttp(response, head.headers());
        closing = !HttpUtil.isKeepAlive(head);
        HttpUtil.setKeepAlive(http.headers(), head.protocolVersion(), !closing);
        if (closing) {
            ctx.writeAndFlush(http).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.write(http).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            if (!ctx.channel().isWritable()) {
                ctx.channel().config().setAutoRead(false);
                ctx.flush();
            }
        }
        monitor.responseWritten();
    }

    /**
     * Sends the reason and closes the connection. A client that is still sending would lose the response if both
     * directions were closed at once. So the output is closed first, and the rest of the request is read and dropped
     * until the client closes or {@link ConnectionLimits#linger} has passed.
     */
    private void reject(ChannelHandlerContext ctx, RejectedRequest reason) {
        closing = true;
        request = null;
        FullHttpResponse http = RequestProcessor.toHttp(reason);
        HttpUtil.setKeepAlive(http, false);
        ctx.writeAndFlush(http).addListener(written -> {
            if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
        });
        ctx.executor()
                .schedule(() -> close(ctx), limits.linger().toMillis(), TimeUnit.MILLISECONDS)
                .addListener(ended -> log.trace("Waited for the end of a rejected request on {}", ctx.channel()));
        monitor.responseWritten();
    }

    /** Rejects the request that is being received when {@link ConnectionMonitor} reports that it takes too long. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (!(event instanceof RejectedRequest reason)) {
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
        if (pending == null && ctx.channel().isWritable()) {
            // Processes the parts that the FlowControlHandler has kept before it returns.
            ctx.channel().config().setAutoRead(true);
            ctx.flush();
        }
    }

    /** Cancels the pending response when the client disconnects. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        if (pending != null) {
            pending.cancel(false);
        }
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
