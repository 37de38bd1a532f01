package io.github.cloudtasks.benchmarks.crash;

import io.github.cloudtasks.benchmarks.load.HttpTarget;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A target of push tasks that notes each attempt. It answers most of them with 200 at once, and others with 500 or
 * late, so that every kill meets attempts in flight.
 */
final class CrashTarget implements AutoCloseable {
    private static final String BARRIER = "/barrier";
    private static final int LONGEST_MILLIS = 1500;
    private static final long POLL_MILLIS = 2;
    private static final long CLOSED_SECONDS = 10;

    private final History history;
    private final Random random;
    private final HttpTarget target = new HttpTarget(this::handle);
    private final LongAdder arrivals = new LongAdder();
    /** The open connections. Guarded by itself. */
    private final Set<Channel> open = new HashSet<>();

    /** The process that sends the attempts. */
    private volatile int process;

    /** Whether attempts are answered with success at once. */
    private volatile boolean succeeds;

    CrashTarget(History history, long seed) {
        this.history = history;
        this.random = new Random(seed);
    }

    /** Returns the URL of a task. */
    String url(TaskRecord task) {
        return target.url() + task.number();
    }

    /** Answers all attempts from now on with success at once. */
    void succeed() {
        succeeds = true;
    }

    /** Returns the number of attempts so far. */
    long arrivals() {
        return arrivals.sum();
    }

    /**
     * Waits until all requests of the killed process are read, and attributes all further ones to the next process.
     *
     * @throws IOException if connections of the killed process stay open
     */
    void startProcess(int next) throws IOException, InterruptedException {
        // Connections are accepted in their order. The second request is read after all that came before the first.
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < 2; i++) {
                HttpRequest barrier = HttpRequest.newBuilder(
                                URI.create(target.url().replaceFirst("/$", BARRIER)))
                        .build();
                client.send(barrier, BodyHandlers.discarding());
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSED_SECONDS);
        while (isOpen()) {
            if (System.nanoTime() > end) {
                throw new IOException("a connection of the killed process is still open");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        process = next;
    }

    private boolean isOpen() {
        synchronized (open) {
            return !open.isEmpty();
        }
    }

    private void handle(ChannelHandlerContext connection, FullHttpRequest request) {
        if (request.uri().equals(BARRIER)) {
            ChannelFuture unused = connection.writeAndFlush(HttpTarget.response(HttpResponseStatus.OK));
            return;
        }
        Channel channel = connection.channel();
        synchronized (open) {
            if (open.add(channel)) {
                ChannelFuture unused = channel.closeFuture().addListener(closed -> {
                    synchronized (open) {
                        open.remove(channel);
                    }
                });
            }
        }
        arrivals.increment();
        TaskRecord task = history.task(Integer.parseInt(request.uri().substring(1)));
        String retries = request.headers().get("X-CloudTasks-TaskRetryCount");
        if (task == null || retries == null) {
            history.violations().add(Guarantee.DELIVERED, "an unknown task has arrived: " + request.uri());
            return;
        }
        task.arrived(process, Integer.parseInt(retries), history.violations());
        int kind = succeeds ? 0 : random.nextInt(100);
        boolean success = kind < 85;
        if (kind < 65) {
            answer(connection, task, success);
        } else {
            ScheduledFuture<?> unused = connection
                    .executor()
                    .schedule(
                            () -> answer(connection, task, success),
                            random.nextInt(LONGEST_MILLIS),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** Notes a success before the emulator can know it. */
    private void answer(ChannelHandlerContext connection, TaskRecord task, boolean success) {
        if (!connection.channel().isActive()) {
            return;
        }
        if (success) {
            task.success(process);
        }
        ChannelFuture unused = connection.writeAndFlush(
                HttpTarget.response(success ? HttpResponseStatus.OK : HttpResponseStatus.INTERNAL_SERVER_ERROR));
    }

    @Override
    public void close() {
        target.close();
    }
}
