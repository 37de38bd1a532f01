package io.github.cloudtasks.server.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/**
 * One direction of a tunnel: passes the bytes of a connection to its peer. Reads only while the peer can be written, so
 * that little is held in memory, and passes the end of the stream on. When both directions have ended, or one fails,
 * both connections are closed. Both connections have the same event loop.
 */
final class TunnelRelay extends ChannelInboundHandlerAdapter {
    private final Channel peer;
    private boolean ended;

    private TunnelRelay(Channel peer) {
        this.peer = peer;
    }

    /**
     * Joins a client and a host. Adds a relay behind a handler of the client.
     *
     * @param host has the same event loop and does not read yet
     */
    static void join(ChannelHandlerContext client, Channel host) {
        Channel channel = client.channel();
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setAutoRead(false);
        client.pipeline().addAfter(client.name(), null, new TunnelRelay(host));
        host.pipeline().addLast(new TunnelRelay(channel));
        channel.read();
        host.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        peer.write(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        peer.flush();
        if (peer.isWritable() && !ended) {
            ctx.read();
        }
    }

    /** The peer has been read up to now, and waits for this connection. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            peer.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !ended) {
            ended = true;
            peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> endOutput(ctx));
        }
    }

    private void endOutput(ChannelHandlerContext ctx) {
        boolean isOutputEnded = !(ctx.channel() instanceof DuplexChannel own) || own.isOutputShutdown();
        if (isOutputEnded || !(peer instanceof DuplexChannel other)) {
            ChannelFuture unused = ctx.close();
            ChannelFuture unusedToo = peer.close();
        } else {
            ChannelFuture unused = other.shutdownOutput();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ChannelFuture unused = ctx.close();
    }
}
