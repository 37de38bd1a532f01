package io.github.cloudtasks.benchmarks.soak.fault;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A target that sends a byte of an endless header twice a second. */
final class HeadersByDrops extends TargetFault {
    private static final long PAUSE_MILLIS = 500;

    HeadersByDrops() {
        super("headers-by-drops", 1000, 200, 1, "deadline_exceeded");
    }

    @Override
    void handle(ChannelHandlerContext connection, FullHttpRequest request) {
        ChannelFuture start = send(connection, "HTTP/1.1 200 OK\r\nX-Endless: ");
        start.addListener(sent -> sendDrop(connection));
    }

    private static void sendDrop(ChannelHandlerContext connection) {
        ScheduledFuture<?> unusedTimer = connection
                .executor()
                .schedule(
                        () -> {
                            ChannelFuture drop = send(connection, "x");
                            drop.addListener(sent -> {
                                if (sent.isSuccess()) {
                                    sendDrop(connection);
                                }
                            });
                        },
                        PAUSE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }
}
