package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.routing.RestResponse;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection, in their order. While the client does not take its answers, nothing more is
 * read from it, so one connection pins no more than the last answer and what the socket delivered in one piece. While
 * an answer is yet to come, the next requests wait.
 */
final class Http1RequestHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Http1RequestHandler.class);

    private final RequestProcessor answers;
    private final ConnectionLimits limits;
    private final ConnectionTimeouts clock;
    private final ReadAheadBuffer held;

    /** What the client waits for. */
    private @Nullable CompletableFuture<RestResponse> awaited;

    private boolean over;

    Http1RequestHandler(
            RequestProcessor answers, ConnectionLimits limits, ConnectionTimeouts clock, ReadAheadBuffer held) {
        this.answers = answers;
        this.limits = limits;
        this.clock = clock;
        this.held = held;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (over) {
            return;
        }
        switch ((ParsedRequest) message) {
            case ParsedRequest.Request request -> answer(ctx, request.head(), request.body());
            case ParsedRequest.Refused refused -> {
                hangUp(ctx, RequestProcessor.to(refused));
                clock.answered(ctx);
            }
        }
    }

    private void answer(ChannelHandlerContext ctx, HttpRequest head, byte[] body) {
        CompletableFuture<RestResponse> response = answers.process(RequestProcessor.scheme(ctx.channel()), head, body);
        if (response.isDone()) {
            respond(ctx, head, response.join());
        } else {
            await(ctx, head, response);
        }
    }

    private void await(ChannelHandlerContext ctx, HttpRequest head, CompletableFuture<RestResponse> response) {
        awaited = response;
        clock.answering(ctx);
        held.hold();
        // Answers before this one do not wait with it.
        ctx.flush();
        CompletableFuture<RestResponse> unused =
                response.whenCompleteAsync((given, cancelled) -> arrived(ctx, head, given), ctx.executor());
    }

    /** What was awaited is there; null if nobody wanted it any more. */
    private void arrived(ChannelHandlerContext ctx, HttpRequest head, @Nullable RestResponse response) {
        awaited = null;
        if (response != null && !over) {
            respond(ctx, head, response);
            ctx.flush();
            readOn(ctx);
        }
    }

    private void respond(ChannelHandlerContext ctx, HttpRequest head, RestResponse answer) {
        FullHttpResponse response = RequestProcessor.response(answer, head.headers());
        write(ctx, head, response);
        clock.answered(ctx);
    }

    private void write(ChannelHandlerContext ctx, HttpRequest head, FullHttpResponse response) {
        over = !HttpUtil.isKeepAlive(head);
        HttpUtil.setKeepAlive(response.headers(), head.protocolVersion(), !over);
        if (over) {
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ctx.write(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        if (!ctx.channel().isWritable()) {
            ctx.channel().config().setAutoRead(false);
            ctx.flush();
        }
    }

    /**
     * Says why, and goes. A client that is still sending would lose the answer if the connection were closed under it,
     * so our side is closed first and the rest of the request is dropped for a while.
     */
    private void hangUp(ChannelHandlerContext ctx, FullHttpResponse response) {
        over = true;
        HttpUtil.setKeepAlive(response, false);
        ctx.writeAndFlush(response).addListener(written -> {
            if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
        });
        ctx.executor()
                .schedule(() -> close(ctx), limits.linger().toMillis(), TimeUnit.MILLISECONDS)
                .addListener(ended -> log.trace("Lingered on {}", ctx.channel()));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        readOn(ctx);
        ctx.fireChannelWritabilityChanged();
    }

    private void readOn(ChannelHandlerContext ctx) {
        if (awaited == null && ctx.channel().isWritable()) {
            held.release();
            // What was answered on the way is not followed by the end of a read.
            ctx.flush();
        }
    }

    /** A client that has gone wants no answer. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over = true;
        if (awaited != null) {
            awaited.cancel(false);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            log.debug("Connection lost: {}", cause.toString());
        } else {
            log.warn("Connection ended by an unexpected failure", cause);
        }
        close(ctx);
    }

    private static void close(ChannelHandlerContext ctx) {
        ctx.close().addListener(closed -> log.trace("Closed {}", ctx.channel()));
    }
}
