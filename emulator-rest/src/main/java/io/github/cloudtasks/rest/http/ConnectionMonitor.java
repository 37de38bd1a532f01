package io.github.cloudtasks.rest.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of an HTTP/1.1 connection. It enforces the time limits, and it notices a disconnect while a
 * response is pending.
 *
 * <p>The limits are checked four times within the shortest of them, so a limit may be exceeded by a quarter of the
 * shortest one. There is no limit while a response is pending: the endpoint decides how long it takes.
 *
 * <p>A read notices that the client has disconnected. While a response is pending, automatic reading is off and this
 * handler reads on, up to 64 KiB. The decoded parts wait in the {@code FlowControlHandler} behind the codec. Above
 * that, and for a client that has closed its output, a {@link DisconnectProbe} notices it.
 */
final class ConnectionMonitor extends ChannelInboundHandlerAdapter {
    private static final int MAX_READ_AHEAD = 64 << 10;

    private enum Phase {
        BETWEEN_REQUESTS,
        RECEIVING_REQUEST,
        RECEIVING_STREAM,
        RESPONSE_PENDING,
        SENDING_RESPONSE
    }

    private final ConnectionLimits limits;
    /** Set by {@link #handlerAdded}: a request has begun by then. */
    private Phase phase = Phase.RECEIVING_REQUEST;

    private long phaseStart;
    private @Nullable Future<?> check;
    private @Nullable ChannelHandlerContext context;
    private boolean pending;
    private boolean mayProbe;
    private boolean streamBegun;
    /** The bytes that were read while a response was pending and may still wait in the pipeline. */
    private int readAhead;
    /** True if bytes of the next request have arrived since the response became pending. */
    private boolean receivedWhilePending;

    private boolean inputClosed;

    /** Checks whether the client has disconnected where no read can notice it; null if a read always could so far. */
    private @Nullable DisconnectProbe probe;

    ConnectionMonitor(ConnectionLimits limits) {
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        phaseStart = now(ctx);
        long period = limits.shortestTime().toNanos() / 4;
        check = ctx.executor().scheduleWithFixedDelay(() -> check(ctx), period, period, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (check != null) {
            check.cancel(false);
        }
        if (probe != null) {
            probe.stop();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputClosed = true;
            startProbe(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    private void startProbe(ChannelHandlerContext ctx) {
        if (probe == null) {
            probe = DisconnectProbe.start(
                    ctx,
                    limits.halfClosed(),
                    () -> pending && mayProbe && (inputClosed || isReadAheadFull()),
                    () -> inputClosed && isStreamQuiet(ctx));
        }
    }

    private boolean isReadAheadFull() {
        return readAhead >= MAX_READ_AHEAD;
    }

    /** Returns whether a streamed response has begun, and no piece has been written for some time. */
    private boolean isStreamQuiet(ChannelHandlerContext ctx) {
        return pending
                && streamBegun
                && phase == Phase.RESPONSE_PENDING
                && now(ctx) - phaseStart >= limits.halfClosed().toNanos();
    }

    /** Notes that a streamed response begins. */
    void streamBegins() {
        streamBegun = true;
        setMayProbe(false);
    }

    /**
     * Sets whether the client accepts an interim response now: if it uses HTTP/1.1, waits for a response, and has not
     * received the beginning of it. Call it with false before a response is written.
     */
    void setMayProbe(boolean allowed) {
        mayProbe = allowed;
        if (!allowed && probe != null) {
            probe.complete();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (pending) {
            readAhead += ((ByteBuf) bytes).readableBytes();
            receivedWhilePending = true;
        } else {
            // Automatic reading is on, so nothing that was read ahead waits any more.
            readAhead = 0;
            if (phase == Phase.BETWEEN_REQUESTS) {
                enter(ctx, Phase.RECEIVING_REQUEST);
            } else if (phase == Phase.RECEIVING_STREAM) {
                enter(ctx, Phase.RECEIVING_STREAM);
            }
        }
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        readAhead(ctx);
    }

    private void readAhead(ChannelHandlerContext ctx) {
        if (pending && isReadAheadFull()) {
            startProbe(ctx);
        } else if (pending) {
            ctx.read();
        }
    }

    /** Limits the time between two parts of the request body, instead of the time of the whole request. */
    void receivingStream() {
        enter(context(), Phase.RECEIVING_STREAM);
    }

    /**
     * Turns automatic reading off and starts to read ahead. Call it when a request has to wait for its response. Has no
     * effect if a response is pending already.
     */
    void responsePending() {
        if (pending) {
            return;
        }
        ChannelHandlerContext ctx = context();
        pending = true;
        receivedWhilePending = false;
        enter(ctx, Phase.RESPONSE_PENDING);
        ctx.channel().config().setAutoRead(false);
        readAhead(ctx);
    }

    /**
     * Starts the time until the next request. Call it when a response has been written, whether it was pending or not.
     */
    void responseWritten() {
        boolean nextRequestBegun = pending && receivedWhilePending;
        pending = false;
        streamBegun = false;
        if (phase != Phase.SENDING_RESPONSE) {
            enter(context(), nextRequestBegun ? Phase.RECEIVING_REQUEST : Phase.BETWEEN_REQUESTS);
        }
    }

    /** Limits the time until the client has received a piece of the response. */
    void pieceWritten() {
        enter(context(), Phase.SENDING_RESPONSE);
    }

    /** Ends the limit of {@link #pieceWritten}. */
    void pieceReceived() {
        if (phase == Phase.SENDING_RESPONSE) {
            enter(context(), Phase.RESPONSE_PENDING);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            enter(ctx, Phase.SENDING_RESPONSE);
        } else if (phase == Phase.SENDING_RESPONSE) {
            enter(ctx, pending ? Phase.RESPONSE_PENDING : Phase.BETWEEN_REQUESTS);
        }
        ctx.fireChannelWritabilityChanged();
    }

    private void enter(ChannelHandlerContext ctx, Phase next) {
        phase = next;
        phaseStart = now(ctx);
    }

    private void check(ChannelHandlerContext ctx) {
        Duration passed = Duration.ofNanos(now(ctx) - phaseStart);
        switch (phase) {
            case RESPONSE_PENDING -> {}
            case BETWEEN_REQUESTS -> closeAfter(limits.idle(), passed, ctx);
            case SENDING_RESPONSE -> closeAfter(limits.stall(), passed, ctx);
            case RECEIVING_STREAM -> {
                if (!ctx.channel().config().isAutoRead()) {
                    // The reader of the body is behind, not the client.
                    phaseStart = now(ctx);
                } else if (passed.compareTo(limits.request()) >= 0) {
                    enter(ctx, Phase.BETWEEN_REQUESTS);
                    ctx.fireUserEventTriggered(RejectedRequest.TIMED_OUT);
                }
            }
            case RECEIVING_REQUEST -> {
                if (passed.compareTo(limits.request()) >= 0) {
                    enter(ctx, Phase.BETWEEN_REQUESTS);
                    ctx.fireUserEventTriggered(RejectedRequest.TIMED_OUT);
                }
            }
        }
    }

    private static void closeAfter(Duration limit, Duration passed, ChannelHandlerContext ctx) {
        if (passed.compareTo(limit) >= 0) {
            ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        }
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("The monitor has not been added to a pipeline.");
        }
        return context;
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.executor().ticker().nanoTime();
    }
}
