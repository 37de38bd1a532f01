package io.github.cloudtasks.rest.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Holds back what a client sends while it waits for an answer: nobody looks at it before that answer is written. It is
 * read nevertheless, up to a bound, for only who reads learns that the other side has gone.
 */
final class ReadAheadBuffer extends ChannelInboundHandlerAdapter {
    /** More than clients send ahead; one that does is read on when it has its answer. */
    private static final int MOST = 64 << 10;

    private final Queue<ByteBuf> held = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private int size;
    private boolean holding;
    private boolean releasing;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        held.forEach(ByteBuf::release);
        held.clear();
    }

    /**
     * From now on nothing is passed on: what is read is held, and what handlers after this one have queued stays there.
     */
    void hold() {
        ChannelHandlerContext ctx = context();
        holding = true;
        ctx.channel().config().setAutoRead(false);
        readAhead(ctx);
    }

    /**
     * Passes on what was held, in its order, until reading is stopped again, and then lets the channel be read as ever.
     */
    void release() {
        ChannelHandlerContext ctx = context();
        holding = false;
        // What handlers after this one have queued comes first: they are asked when this is set.
        ctx.channel().config().setAutoRead(true);
        // What is passed on may be answered at once, and that lead back to here.
        if (!releasing) {
            releasing = true;
            passOn(ctx);
            releasing = false;
        }
    }

    private void passOn(ChannelHandlerContext ctx) {
        while (!held.isEmpty() && ctx.channel().config().isAutoRead()) {
            ByteBuf bytes = held.remove();
            size -= bytes.readableBytes();
            ctx.fireChannelRead(bytes);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (holding || !held.isEmpty()) {
            held.add((ByteBuf) bytes);
            size += ((ByteBuf) bytes).readableBytes();
        } else {
            ctx.fireChannelRead(bytes);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (holding) {
            readAhead(ctx);
        } else if (held.isEmpty()) {
            ctx.fireChannelReadComplete();
        }
    }

    /** Reads past the handlers after this one, which have stopped reading. */
    private void readAhead(ChannelHandlerContext ctx) {
        if (size < MOST) {
            ctx.read();
        }
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("bytes are held in a pipeline only");
        }
        return context;
    }
}
