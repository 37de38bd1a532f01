package io.github.cloudtasks.rest.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections on which nothing happens: a request that does not become whole, a client that asks no more, a client
 * that does not take its answer. It looks a few times per limit, so a limit may be exceeded by a quarter of the
 * shortest one.
 */
final class ConnectionTimeouts extends ChannelInboundHandlerAdapter {
    /** What the connection waits for. */
    private enum Phase {
        NEXT_REQUEST,
        REST_OF_REQUEST,
        OUR_ANSWER,
        CLIENT_TO_READ
    }

    private final ConnectionLimits limits;
    private Phase phase = Phase.REST_OF_REQUEST;
    private long since;
    private @Nullable Future<?> look;

    ConnectionTimeouts(ConnectionLimits limits) {
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // Whoever adds this has seen the first bytes of a request.
        since = now(ctx);
        long period = shortest().toNanos() / 4;
        look = ctx.executor().scheduleWithFixedDelay(() -> look(ctx), period, period, TimeUnit.NANOSECONDS);
    }

    private Duration shortest() {
        Duration shortest = limits.request();
        for (Duration limit : new Duration[] {limits.idle(), limits.stall()}) {
            shortest = limit.compareTo(shortest) < 0 ? limit : shortest;
        }
        return shortest;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (look != null) {
            look.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (phase == Phase.NEXT_REQUEST) {
            enter(ctx, Phase.REST_OF_REQUEST);
        }
        ctx.fireChannelRead(bytes);
    }

    /** A request is whole, and its answer is yet to come: now the client is the one that waits. */
    void answering(ChannelHandlerContext ctx) {
        enter(ctx, Phase.OUR_ANSWER);
    }

    /** A request has been answered: the next one may take its time. */
    void answered(ChannelHandlerContext ctx) {
        if (phase == Phase.REST_OF_REQUEST || phase == Phase.OUR_ANSWER) {
            enter(ctx, Phase.NEXT_REQUEST);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            enter(ctx, Phase.CLIENT_TO_READ);
        } else if (phase == Phase.CLIENT_TO_READ) {
            enter(ctx, Phase.NEXT_REQUEST);
        }
        ctx.fireChannelWritabilityChanged();
    }

    private void enter(ChannelHandlerContext ctx, Phase next) {
        phase = next;
        since = now(ctx);
    }

    private void look(ChannelHandlerContext ctx) {
        Duration passed = Duration.ofNanos(now(ctx) - since);
        switch (phase) {
            case OUR_ANSWER -> {
                // Who answers knows how long that may take.
            }
            case NEXT_REQUEST -> {
                if (passed.compareTo(limits.idle()) >= 0) {
                    ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
                }
            }
            case CLIENT_TO_READ -> {
                if (passed.compareTo(limits.stall()) >= 0) {
                    ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
                }
            }
            case REST_OF_REQUEST -> {
                if (passed.compareTo(limits.request()) >= 0) {
                    enter(ctx, Phase.NEXT_REQUEST);
                    ctx.fireUserEventTriggered(ParsedRequest.Refused.TIMED_OUT);
                }
            }
        }
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.executor().ticker().nanoTime();
    }
}
