package io.github.cloudtasks.benchmarks.soak.fault;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;

/** A target that reads requests and sends nothing. All attempts are in flight until their deadline. */
final class NeverAnswers extends TargetFault {
    NeverAnswers() {
        super("never-answers", 5000, 1000, 1, "deadline_exceeded");
    }

    @Override
    void handle(ChannelHandlerContext connection, FullHttpRequest request) {
        // The emulator closes the connection.
    }
}
