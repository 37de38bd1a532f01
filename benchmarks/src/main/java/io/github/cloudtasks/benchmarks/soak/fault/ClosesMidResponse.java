package io.github.cloudtasks.benchmarks.soak.fault;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;

/** A target that closes the connection after a half of each response. */
final class ClosesMidResponse extends TargetFault {
    ClosesMidResponse() {
        super("closes-mid-response", 2000, 500, 3, "unreachable");
    }

    @Override
    void handle(ChannelHandlerContext connection, FullHttpRequest request) {
        send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(500))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
