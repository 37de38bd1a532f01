package io.github.cloudtasks.dispatcher.http;

import io.github.cloudtasks.model.HttpMethod;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection with at most one exchange at a time. Confined to the event loop.
 *
 * <p>The body of a response is read to its end, so that the connection can be reused.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final String TLS = "the server responded with TLS; start the URL with https:// instead of http://";

    /** The value of {@link #sentIn} of a connection without a request. */
    static final long IDLE = -1;

    private final Channel channel;
    private final ResponseDecoder decoder;
    private final ConnectionPool pool;

    /** The exchange whose response is pending; null while the connection is idle. */
    private @Nullable Exchange exchange;

    private boolean used;
    private boolean reused;
    private boolean written;

    /** The response whose body is being read; null before its head has arrived, and during an interim response. */
    private @Nullable ResponseBuilder response;

    private boolean keptAlive;
    private long idleSince;
    private long sentIn = IDLE;

    Connection(Channel channel, ResponseDecoder decoder, ConnectionPool pool) {
        this.channel = channel;
        this.decoder = decoder;
        this.pool = pool;
    }

    /**
     * Sends the request and reports its end to {@code sender} exactly once, unless {@link #abandon} is called before.
     */
    void send(Request request, Exchange sender) {
        exchange = sender;
        reused = used;
        used = true;
        written = false;
        response = null;
        decoder.expectResponse(request.method() == HttpMethod.HEAD);
        write(request).addListener(future -> written((ChannelFuture) future, sender));
    }

    /** Closes the connection without a report to its exchange. */
    void abandon() {
        exchange = null;
        close();
    }

    /** Closes the connection and fails its exchange, if there is one. */
    void fail(String reason) {
        Exchange failed = exchange;
        abandon();
        if (failed != null) {
            failed.fail(reason);
        }
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Returns the address of the server; null if the connection is not open. */
    @Nullable
    InetSocketAddress remoteAddress() {
        return channel.remoteAddress() instanceof InetSocketAddress address ? address : null;
    }

    /** Returns a future that completes when the connection is closed. */
    ChannelFuture closed() {
        return channel.closeFuture();
    }

    /** Returns when the connection became idle, as {@link System#nanoTime}. */
    long idleSince() {
        return idleSince;
    }

    void setIdleSince(long nanoTime) {
        idleSince = nanoTime;
    }

    /**
     * Returns the period of {@link RequestAges} in which the pending request was sent; {@link #IDLE} if there is none.
     */
    long sentIn() {
        return sentIn;
    }

    void setSentIn(long period) {
        sentIn = period;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (exchange == null || !(message instanceof HttpObject part)) {
                abandon();
            } else if (part.decoderResult().isFailure()) {
                fail(
                        decoder.isTls()
                                ? TLS
                                : "the response is not HTTP/1.1: "
                                        + part.decoderResult().cause().getMessage());
            } else {
                read(part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lose("the connection was closed before the response was complete");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lose("the connection failed: " + cause);
    }

    private ChannelFuture write(Request request) {
        int bodySize = request.body().size();
        boolean copied = bodySize <= ClientLimits.COPIED_BODY_BYTES;
        ByteBuf head = channel.alloc().ioBuffer(1024 + (copied ? bodySize : 0));
        request.writeHeadTo(head);
        ByteBuffer body = request.body().asByteBuffer();
        return channel.writeAndFlush(
                copied ? head.writeBytes(body) : Unpooled.wrappedBuffer(head, Unpooled.wrappedBuffer(body)));
    }

    private void written(ChannelFuture future, Exchange sender) {
        if (exchange != sender) {
            return;
        }
        if (future.isSuccess()) {
            written = true;
        } else {
            lose("the request could not be sent: " + future.cause());
        }
    }

    private void read(HttpObject part) {
        if (part instanceof HttpResponse head) {
            startResponse(head);
        }
        ResponseBuilder started = response;
        if (part instanceof HttpContent content && started != null) {
            started.add(content.content());
            if (content instanceof LastHttpContent) {
                endResponse(started);
            }
        }
    }

    /** Starts a response. A response with 1xx is an interim one that another response follows, except for 101. */
    private void startResponse(HttpResponse head) {
        int code = head.status().code();
        if (code < 100 || code > 999) {
            fail("the response is not HTTP/1.1: its status is " + code);
        } else if (code >= 200 || code == 101) {
            response = new ResponseBuilder(head);
            keptAlive = code != 101 && HttpUtil.isKeepAlive(head);
        }
    }

    private void endResponse(ResponseBuilder complete) {
        Exchange ended = exchange;
        exchange = null;
        response = null;
        if (keptAlive && written && channel.isActive()) {
            pool.giveBack(this);
        } else {
            close();
        }
        if (ended != null) {
            ended.succeed(complete.build());
        }
    }

    /**
     * Ends an exchange whose response will never be complete. If a reused connection could not even write the request,
     * the server had closed it while it was idle, and the request is sent again. Otherwise the server may have
     * processed the request, and must not receive it twice.
     */
    private void lose(String reason) {
        Exchange lost = exchange;
        boolean stale = reused && !written && !decoder.hasStarted();
        abandon();
        if (lost != null) {
            lost.lose(decoder.isTls() ? TLS : reason, stale);
        }
    }

    private void close() {
        ChannelFuture unused = channel.close();
    }
}
