package io.github.cloudtasks.rest.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A periodic check whether a client has disconnected that has closed its output, or that has sent more than is read
 * ahead. To the receiver, which reads the end of the stream or nothing more, it looks like one that waits. Only a write
 * tells them apart, because a client that has disconnected rejects what it receives. So the interim response 100
 * (Continue) is written in two parts, of which the second fails after a disconnect. Clients ignore it (RFC 9110,
 * section 15.2).
 */
final class DisconnectProbe {
    private static final byte[] STATUS_LINE = "HTTP/1.1 100 Continue\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The time between the two parts, in which the rejection arrives. */
    private static final long PAUSE_MILLIS = 100;

    private final ChannelHandlerContext context;
    private final BooleanSupplier allowed;
    private final BooleanSupplier quiet;
    private @Nullable Future<?> schedule;
    private boolean begun;

    private DisconnectProbe(ChannelHandlerContext context, BooleanSupplier allowed, BooleanSupplier quiet) {
        this.context = context;
        this.allowed = allowed;
        this.quiet = quiet;
    }

    /**
     * Starts checking. All methods run on the event loop.
     *
     * @param context of a handler that processes bytes
     * @param allowed returns whether an interim response may be written now
     * @param quiet returns whether nothing can be written within a response, so that the client counts as disconnected
     */
    static DisconnectProbe start(
            ChannelHandlerContext context, Duration period, BooleanSupplier allowed, BooleanSupplier quiet) {
        DisconnectProbe probe = new DisconnectProbe(context, allowed, quiet);
        long nanos = period.toNanos();
        probe.schedule = context.executor().scheduleWithFixedDelay(probe::begin, nanos, nanos, TimeUnit.NANOSECONDS);
        return probe;
    }

    private void begin() {
        if (quiet.getAsBoolean()) {
            context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        } else if (!begun && allowed.getAsBoolean()) {
            begun = true;
            write(STATUS_LINE);
            Future<?> unused = context.executor().schedule(this::complete, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Writes the second part, if the first one has been written. */
    void complete() {
        if (begun) {
            begun = false;
            write(END);
        }
    }

    private void write(byte[] part) {
        context.writeAndFlush(Unpooled.wrappedBuffer(part)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    void stop() {
        if (schedule != null) {
            schedule.cancel(false);
        }
    }
}
