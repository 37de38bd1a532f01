package io.github.cloudtasks.benchmarks.soak.fault;

import io.github.cloudtasks.benchmarks.load.HttpTarget;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A target that sends each response after three seconds. */
final class AnswersSlowly extends TargetFault {
    private static final int DELAY_SECONDS = 3;

    AnswersSlowly() {
        super("answers-slowly", 2000, 500, 1, "success");
    }

    @Override
    void handle(ChannelHandlerContext connection, FullHttpRequest request) {
        ScheduledFuture<?> unusedTimer = connection
                .executor()
                .schedule(
                        () -> {
                            ChannelFuture unusedResponse =
                                    connection.writeAndFlush(HttpTarget.response(HttpResponseStatus.OK));
                        },
                        DELAY_SECONDS,
                        TimeUnit.SECONDS);
    }
}
