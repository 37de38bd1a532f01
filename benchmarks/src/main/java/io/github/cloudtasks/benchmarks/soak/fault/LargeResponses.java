package io.github.cloudtasks.benchmarks.soak.fault;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;

/** A target that sends responses of 100 MB. */
final class LargeResponses extends TargetFault {
    private static final int PARTS = 100;
    private static final ByteBuf PART = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[1_000_000]));

    LargeResponses() {
        super("large-responses", 20, 8, 1, "success");
    }

    @Override
    void handle(ChannelHandlerContext connection, FullHttpRequest request) {
        ChannelFuture unused = send(
                connection, "HTTP/1.1 200 OK\r\nContent-Length: " + (long) PARTS * PART.readableBytes() + "\r\n\r\n");
        sendParts(connection, PARTS);
    }

    /** Sends a part at a time, so that the responses of slow readers take no memory. */
    private static void sendParts(ChannelHandlerContext connection, int count) {
        send(connection, PART.duplicate()).addListener(sent -> {
            if (sent.isSuccess() && count > 1) {
                sendParts(connection, count - 1);
            }
        });
    }
}
