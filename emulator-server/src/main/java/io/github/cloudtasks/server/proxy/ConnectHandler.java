package io.github.cloudtasks.server.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the head of a CONNECT request, and then removes itself. Bytes behind the head wait until the response is
 * written. Meanwhile automatic reading is off, so that few wait.
 */
final class ConnectHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ConnectHandler.class);

    /** The time for a client to receive a refusal, and to close the connection. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private static final String ESTABLISHED = "HTTP/1.1 200 Connection Established\r\n\r\n";

    private final ConnectProxy proxy;
    private final ProxiedConnection connection;
    private final ChannelHandler decoder;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private @Nullable HttpRequest head;
    private boolean refused;

    /** @param decoder the handler before this one, which decodes the head */
    ConnectHandler(ConnectProxy proxy, ProxiedConnection connection, ChannelHandler decoder) {
        this.proxy = proxy;
        this.connection = connection;
        this.decoder = decoder;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes && !refused) {
            waiting.add(bytes);
            return;
        }
        if (message instanceof HttpRequest request) {
            head = request;
        }
        // A body, which is refused, may never arrive.
        boolean isComplete = message instanceof LastHttpContent
                || (message instanceof HttpRequest request
                        && (request.decoderResult().isFailure() || ConnectRequest.hasBody(request)));
        ReferenceCountUtil.release(message);
        if (isComplete && head != null) {
            HttpRequest complete = head;
            head = null;
            ctx.channel().config().setAutoRead(false);
            // Passes the bytes behind the head to this handler.
            ctx.pipeline().remove(decoder);
            respond(ctx, complete);
        }
    }

    private void respond(ChannelHandlerContext ctx, HttpRequest complete) {
        try {
            ConnectRequest request = ConnectRequest.parse(complete);
            if (proxy.intercepts(request, ctx.channel())) {
                intercept(ctx, request);
            } else {
                proxy.requireTunnel(request);
                tunnel(ctx, request);
            }
        } catch (ProxyException e) {
            refuse(ctx, e);
        }
    }

    private void intercept(ChannelHandlerContext ctx, ConnectRequest request) {
        CompletableFuture<SslContext> made = proxy.authority().contextFor(request.host());
        CompletableFuture<SslContext> unused = made.whenComplete((context, failure) -> {
            if (ctx.executor().inEventLoop()) {
                intercept(ctx, context, failure);
            } else if (!ctx.executor().isShuttingDown()) {
                ctx.executor().execute(() -> intercept(ctx, context, failure));
            }
        });
    }

    private void intercept(ChannelHandlerContext ctx, @Nullable SslContext context, @Nullable Throwable failure) {
        if (ctx.isRemoved() || !ctx.channel().isActive()) {
            return;
        }
        if (context == null) {
            log.error("A certificate could not be made; this is a bug in the emulator", failure);
            refuse(ctx, new ProxyException(500, "The certificate could not be made."));
            return;
        }
        SslHandler tls = context.newHandler(ctx.alloc());
        ctx.writeAndFlush(established()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        connection.continueWithTls(ctx, tls, proxy.authority().hint());
        finish(ctx);
        ctx.channel().config().setAutoRead(true);
    }

    private static ByteBuf established() {
        return Unpooled.copiedBuffer(ESTABLISHED, StandardCharsets.US_ASCII);
    }

    private void tunnel(ChannelHandlerContext ctx, ConnectRequest request) throws ProxyException {
        proxy.tunnels().connect(request, ctx.channel(), new TunnelConnector.Listener() {
            @Override
            public void connecting() {
                if (!ctx.isRemoved()) {
                    connection.leave(ctx);
                }
            }

            @Override
            public void connected(Channel host) {
                if (ctx.isRemoved() || !ctx.channel().isActive()) {
                    ChannelFuture unused = host.close();
                    return;
                }
                proxy.logTunnel(request);
                ctx.writeAndFlush(established()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                TunnelRelay.join(ctx, host);
                finish(ctx);
            }

            @Override
            public void isOwn() {
                if (!ctx.isRemoved() && ctx.channel().isActive()) {
                    ctx.writeAndFlush(established()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                    connection.continueAsOpened(ctx);
                    finish(ctx);
                    ctx.channel().config().setAutoRead(true);
                }
            }

            @Override
            public void failed(ProxyException failure) {
                if (!ctx.isRemoved()) {
                    refuse(ctx, failure);
                }
            }
        });
    }

    /** Passes the waiting bytes to the next handlers and removes this one. */
    private void finish(ChannelHandlerContext ctx) {
        while (!waiting.isEmpty()) {
            ctx.fireChannelRead(waiting.remove());
        }
        ctx.fireChannelReadComplete();
        ctx.pipeline().remove(this);
    }

    private void refuse(ChannelHandlerContext ctx, ProxyException refusal) {
        refused = true;
        releaseWaiting();
        proxy.logRefusal(refusal);
        if (!ctx.channel().isActive()) {
            return;
        }
        String sentence = refusal.sentence();
        byte[] body = (sentence + "\n").getBytes(StandardCharsets.US_ASCII);
        // Most clients show the reason phrase, and not the body.
        HttpResponseStatus status = HttpResponseStatus.valueOf(refusal.status());
        String text =
                "HTTP/1.1 %d %s: %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                        .formatted(status.code(), status.reasonPhrase(), sentence, body.length);
        ctx.write(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        ctx.writeAndFlush(Unpooled.wrappedBuffer(body)).addListener(written -> closeGently(ctx));
    }

    /** Closes the output first: closing with unread bytes would discard the response. */
    private static void closeGently(ChannelHandlerContext ctx) {
        if (ctx.channel() instanceof DuplexChannel duplex) {
            ChannelFuture unused = duplex.shutdownOutput();
        }
        ctx.channel().config().setAutoRead(true);
        Runnable close = () -> {
            ChannelFuture unused = ctx.close();
        };
        Future<?> unused = ctx.executor().schedule(close, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Closes the connection: its protocol has not begun. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("{} failed before its tunnel was open: {}", ctx.channel().remoteAddress(), cause.toString());
        ChannelFuture unused = ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseWaiting();
    }

    private void releaseWaiting() {
        while (!waiting.isEmpty()) {
            waiting.remove().release();
        }
    }
}
