package io.github.cloudtasks.benchmarks.load;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A target of push tasks that responds 200 to each request and notes when each task arrives. The path of a task's URL
 * is its number, so that no header is needed to recognize it.
 */
public final class ArrivalTarget implements AutoCloseable {
    private final AtomicIntegerArray arrivals;
    /** The time of the first arrival of each task. Written by the thread of the target before the latch counts it. */
    private final long[] nanos;

    private final CountDownLatch missing;
    private final HttpTarget target = new HttpTarget(this::answer);

    /**
     * Listens on a free port of the loopback interface.
     *
     * @param tasks the number of tasks, which have the numbers from 0 to {@code tasks - 1}
     */
    public ArrivalTarget(int tasks) {
        arrivals = new AtomicIntegerArray(tasks);
        nanos = new long[tasks];
        missing = new CountDownLatch(tasks);
    }

    /** Returns the URL of a task. */
    public String url(int task) {
        return target.url() + task;
    }

    public InetSocketAddress address() {
        return target.address();
    }

    /** Returns the number of connections that have been accepted. */
    public int connections() {
        return target.connections();
    }

    /** Waits until every task has arrived. Returns false if some do not arrive in time. */
    public boolean await(long seconds) throws InterruptedException {
        return missing.await(seconds, TimeUnit.SECONDS);
    }

    /** Returns the number of tasks that have not arrived. */
    public long missing() {
        return missing.getCount();
    }

    /** Returns the number of tasks that have arrived more than once. */
    public long doubled() {
        long doubled = 0;
        for (int i = 0; i < arrivals.length(); i++) {
            doubled += arrivals.get(i) > 1 ? 1 : 0;
        }
        return doubled;
    }

    /** Returns the first arrival of each task, by task, as values of {@link System#nanoTime}. All have arrived. */
    public long[] nanos() {
        if (missing() > 0) {
            throw new IllegalStateException(missing() + " tasks have not arrived");
        }
        return nanos.clone();
    }

    /** Returns the arrivals in their order. All have arrived. */
    public long[] sortedNanos() {
        long[] sorted = nanos();
        Arrays.sort(sorted);
        return sorted;
    }

    @Override
    public void close() {
        target.close();
    }

    private void answer(ChannelHandlerContext connection, FullHttpRequest request) {
        int task = Integer.parseInt(request.uri().substring(1));
        if (arrivals.getAndIncrement(task) == 0) {
            nanos[task] = System.nanoTime();
            missing.countDown();
        }
        ChannelFuture unused =
                connection.writeAndFlush(HttpTarget.response(HttpResponseStatus.OK), connection.voidPromise());
    }
}
