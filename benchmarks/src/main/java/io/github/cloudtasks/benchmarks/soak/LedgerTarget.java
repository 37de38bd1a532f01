package io.github.cloudtasks.benchmarks.soak;

import io.github.cloudtasks.benchmarks.load.HttpTarget;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * A target that notes in a {@link Ledger} which tasks arrive, and measures when. It can fail first attempts, so that
 * tasks are retried.
 */
final class LedgerTarget implements AutoCloseable {
    private final Ledger ledger;
    private final CallLog log;
    private final int failing;
    private final HttpTarget target;

    /**
     * Listens on a free port of the loopback interface.
     *
     * @param failing of how many tasks one fails at its first attempt, in turn by status 503 and by a closed
     *     connection; 0 for none
     */
    LedgerTarget(Ledger ledger, CallLog log, int failing) {
        this.ledger = ledger;
        this.log = log;
        this.failing = failing;
        this.target = new HttpTarget(this::handle);
    }

    /** Returns the URL of a task. */
    String url(int task) {
        return target.url() + task;
    }

    private void handle(ChannelHandlerContext connection, FullHttpRequest request) {
        long now = System.nanoTime();
        int task = Integer.parseInt(request.uri().substring(1));
        boolean first = ledger.attempts(task) == 0;
        if (first) {
            CallLog.Interval interval = log.current();
            (ledger.isScheduled(task) ? interval.lateness() : interval.arrivals()).add(now - ledger.dueNanos(task));
        }
        if (first && failing > 0 && task % failing == 0) {
            ledger.failed(task);
            ChannelFuture unused = task / failing % 2 == 0
                    ? connection.writeAndFlush(HttpTarget.response(HttpResponseStatus.SERVICE_UNAVAILABLE))
                    : connection.close();
            return;
        }
        ledger.succeeded(task);
        ChannelFuture unused = connection.writeAndFlush(HttpTarget.response(HttpResponseStatus.OK));
    }

    @Override
    public void close() {
        target.close();
    }
}
