package io.github.cloudtasks.benchmarks.soak.fault;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.FullHttpRequest;

/** A target that resets the connection instead of a response. */
final class Resets extends TargetFault {
    Resets() {
        super("resets", 2000, 500, 3, "unreachable");
    }

    @Override
    void handle(ChannelHandlerContext connection, FullHttpRequest request) {
        // With a linger time of 0, the operating system sends RST.
        connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ChannelFuture unused = connection.close();
    }
}
