package io.github.cloudtasks.benchmarks.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A target of push tasks that responds 200 to each request and counts the requests of each task. */
public final class CountingTarget implements AutoCloseable {
    private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    private final CountDownLatch expected;
    private final HttpTarget target;

    /**
     * Listens on a free port of the loopback interface.
     *
     * @param requests the number of requests that {@link #await} waits for
     */
    public CountingTarget(int requests) {
        expected = new CountDownLatch(requests);
        target = new HttpTarget(this::answer);
    }

    public String url() {
        return target.url();
    }

    /** Waits for the expected number of requests. Returns false if they do not arrive in time. */
    public boolean await(long seconds) throws InterruptedException {
        return expected.await(seconds, TimeUnit.SECONDS);
    }

    /** Returns the number of tasks that have been delivered at least once. */
    public int tasks() {
        return seen.size();
    }

    /** Returns the number of tasks that have been delivered more than once. */
    public long duplicates() {
        return seen.values().stream().filter(times -> times.sum() > 1).count();
    }

    @Override
    public void close() {
        target.close();
    }

    private void answer(ChannelHandlerContext connection, FullHttpRequest request) {
        String task = request.headers().get("X-CloudTasks-QueueName") + "/"
                + request.headers().get("X-CloudTasks-TaskName");
        seen.computeIfAbsent(task, name -> new LongAdder()).increment();
        connection.writeAndFlush(HttpTarget.response(HttpResponseStatus.OK)).addListener(sent -> expected.countDown());
    }
}
