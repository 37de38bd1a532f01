package io.github.cloudtasks.rest.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A frame listener that ends an HTTP/2 connection with ENHANCE_YOUR_CALM if it sends more frames that cost the server
 * work and the client nothing than any client needs. A client that cancels hundreds of calls a second is served.
 *
 * <p>Netty and grpc-java bound the other kinds of floods: continuations of headers, pings, and control frames whose
 * acknowledgements the client does not read.
 */
final class FloodGuard extends Http2FrameListenerDecorator {
    private static final Logger log = LoggerFactory.getLogger(FloodGuard.class);

    /** Cancelled calls. A client may cancel all calls of a connection several times in a moment. */
    private final FrameRate resets = new FrameRate("RST_STREAM", 1000, 500);

    /** Settings, priorities, pings, unknown frames and data frames without data. */
    private final FrameRate control = new FrameRate("control", 4000, 1000);

    FloodGuard(Http2FrameListener next) {
        super(next);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) throws Http2Exception {
        resets.count(ctx);
        super.onRstStreamRead(ctx, id, errorCode);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        control.count(ctx);
        super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        control.count(ctx);
        super.onPingRead(ctx, data);
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext ctx, int id, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        control.count(ctx);
        super.onPriorityRead(ctx, id, dependency, weight, exclusive);
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext ctx, byte type, int id, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        control.count(ctx);
        super.onUnknownFrame(ctx, type, id, flags, payload);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        if (!endOfStream && !data.isReadable()) {
            control.count(ctx);
        }
        return super.onDataRead(ctx, id, data, padding, endOfStream);
    }

    /** A token bucket for one kind of frames. */
    private static final class FrameRate {
        private final String kind;
        private final long burstNanos;
        private final long nanosPerFrame;
        /** The time at which the bucket is full again, in nanoseconds. */
        private long full = Long.MIN_VALUE;

        private FrameRate(String kind, int burst, int perSecond) {
            this.kind = kind;
            this.nanosPerFrame = Duration.ofSeconds(1).toNanos() / perSecond;
            this.burstNanos = burst * nanosPerFrame;
        }

        private void count(ChannelHandlerContext ctx) throws Http2Exception {
            long now = ctx.executor().ticker().nanoTime();
            full = full == Long.MIN_VALUE || full - now < 0 ? now + nanosPerFrame : full + nanosPerFrame;
            if (full - now > burstNanos) {
                log.warn(
                        "{} sends too many {} frames; its connection is closed",
                        ctx.channel().remoteAddress(),
                        kind);
                throw new FloodException("Too many " + kind + " frames.");
            }
        }
    }

    /** A connection error without a stack trace, which grpc-java would log for each connection. */
    private static final class FloodException extends Http2Exception {
        private static final long serialVersionUID = 1;

        FloodException(String message) {
            super(Http2Error.ENHANCE_YOUR_CALM, message);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
