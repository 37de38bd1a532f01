package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatcher.request.DispatchRequest;
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
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection, and what is on it: nothing, or one request whose answer is awaited. Confined to the event loop.
 *
 * <p>Bodies of answers are read to their end; what is not kept of them is dropped piece by piece.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final ResponseDecoder decoder;
    private final ConnectionPool pool;

    /** Whose answer is awaited; null while idle. */
    private @Nullable Delivery delivery;

    private boolean used;
    private boolean reused;
    private boolean written;

    /** The answer whose body is being read; null before it and while an interim answer passes. */
    private @Nullable ResponseRecorder answer;

    private boolean keptAlive;
    private long idleSince;

    Connection(Channel channel, ResponseDecoder decoder, ConnectionPool pool) {
        this.channel = channel;
        this.decoder = decoder;
        this.pool = pool;
    }

    /** Sends the request and reports to {@code sender} exactly once, unless {@link #abandon abandoned} before. */
    void send(DispatchRequest request, Delivery sender) {
        delivery = sender;
        reused = used;
        used = true;
        written = false;
        answer = null;
        decoder.expectAnswer(request.method() == HttpMethod.HEAD);
        write(request).addListener(future -> written((ChannelFuture) future, sender));
    }

    /** Closes the connection; nobody hears of what was on it. */
    void abandon() {
        delivery = null;
        close();
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Done when the connection is closed, for whatever reason. */
    ChannelFuture closed() {
        return channel.closeFuture();
    }

    /** When it was last given back, by {@link System#nanoTime}. */
    long idleSince() {
        return idleSince;
    }

    void setIdleSince(long nanoTime) {
        idleSince = nanoTime;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (delivery == null || !(message instanceof HttpObject part)) {
                abandon();
            } else if (part.decoderResult().isFailure()) {
                fail("the answer is not HTTP/1.1: "
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
        lose("the connection was closed before the answer was complete");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lose("the connection failed: " + cause);
    }

    private ChannelFuture write(DispatchRequest request) {
        int bodySize = request.body().size();
        boolean copied = bodySize <= ClientLimits.COPIED_BODY_BYTES;
        ByteBuf head = channel.alloc().ioBuffer(1024 + (copied ? bodySize : 0));
        request.writeHeadTo(head);
        ByteBuffer body = request.body().asByteBuffer();
        return channel.writeAndFlush(
                copied ? head.writeBytes(body) : Unpooled.wrappedBuffer(head, Unpooled.wrappedBuffer(body)));
    }

    private void written(ChannelFuture future, Delivery sender) {
        if (delivery != sender) {
            return;
        }
        if (future.isSuccess()) {
            written = true;
        } else {
            lose("the request could not be sent: " + future.cause());
        }
    }

    private void read(HttpObject part) {
        if (part instanceof HttpResponse response) {
            startAnswer(response);
        }
        ResponseRecorder started = answer;
        if (part instanceof HttpContent content && started != null) {
            started.add(content.content());
            if (content instanceof LastHttpContent) {
                endAnswer(started);
            }
        }
    }

    /** Takes note of an answer, unless it is an interim one: after 1xx the final one follows, but for 101. */
    private void startAnswer(HttpResponse response) {
        int code = response.status().code();
        if (code < 100 || code > 999) {
            fail("the answer is not HTTP/1.1: its status is " + code);
        } else if (code >= 200 || code == 101) {
            answer = new ResponseRecorder(response);
            keptAlive = code != 101 && HttpUtil.isKeepAlive(response);
        }
    }

    private void endAnswer(ResponseRecorder ended) {
        Delivery answered = delivery;
        delivery = null;
        answer = null;
        if (keptAlive && written && channel.isActive()) {
            pool.idle(this);
        } else {
            close();
        }
        if (answered != null) {
            answered.answered(ended.complete());
        }
    }

    private void fail(String reason) {
        Delivery failed = delivery;
        abandon();
        if (failed != null) {
            failed.unreachable(reason);
        }
    }

    /**
     * Ends an answer that will never be complete. The connection had died while idle if not even the request could be
     * written; a target that may have read it may have worked on it, and must not get it twice within one attempt.
     */
    private void lose(String reason) {
        Delivery lost = delivery;
        boolean stale = reused && !written && !decoder.hasStarted();
        abandon();
        if (lost != null) {
            lost.lost(reason, stale);
        }
    }

    private void close() {
        ChannelFuture unused = channel.close();
    }
}
