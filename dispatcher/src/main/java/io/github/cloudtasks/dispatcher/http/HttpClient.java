package io.github.cloudtasks.dispatcher.http;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 client with a connection pool for each origin. It connects to the origin itself and ignores proxy
 * settings of the environment. It follows no redirects.
 *
 * <p>Safe for use by several threads. Connections are confined to one event loop, which the client does not close.
 */
public final class HttpClient implements AutoCloseable {
    /** The number of parallel host name look-ups; only unresponsive name servers occupy more than one thread. */
    private static final int BLOCKING_THREADS = 64;

    private static final String CLOSED = "the HTTP client is closed";

    private final EventLoop loop;
    private final ClientLimits limits;
    private final ThreadPoolExecutor blocking;
    private final Connector connector;
    private final Map<Origin, ConnectionPool> pools = new HashMap<>();
    private boolean closed;

    /**
     * Creates a client.
     *
     * @param loop an NIO event loop
     * @param names the look-up of host names; called on a thread that may block
     * @param tls creates the TLS context; called on a thread that may block, before the first HTTPS request, and again
     *     after a failure
     * @param untrustedRemedy what a user can do if a certificate is not trusted; ends the reason of the failure
     */
    public HttpClient(
            EventLoop loop, ClientLimits limits, NameLookup names, Callable<SslContext> tls, String untrustedRemedy) {
        this.loop = loop;
        this.limits = limits;
        blocking = blockingThreads();
        connector = new Connector(
                loop,
                new HostResolver(loop, blocking, names),
                new TlsContextLoader(loop, blocking, tls),
                blocking,
                limits.connectTimeout(),
                untrustedRemedy);
    }

    /**
     * Sends a request and reads its response to the end.
     *
     * <p>A request is sent again only if its pooled connection turns out to be closed before the request could be
     * written.
     *
     * @param timeout from now until the end of the response, in real time; zero or less times out at once
     * @param listener receives the response or the failure, possibly before this method returns. It is called on the
     *     event loop, or on this thread if the event loop has ended
     */
    public Exchange send(Request request, Duration timeout, ResponseListener listener) {
        Exchange exchange = new Exchange(request, this, listener);
        if (!runOnLoop(() -> start(exchange, timeout))) {
            exchange.fail(CLOSED);
        }
        return exchange;
    }

    /** Closes all connections. Pending requests fail with a {@link RequestException}. Idempotent; does not block. */
    @Override
    public void close() {
        runOnLoop(this::closePools);
        blocking.shutdownNow();
    }

    EventLoop loop() {
        return loop;
    }

    /** Returns the connections to {@code origin}. Called on the event loop. */
    ConnectionPool pool(Origin origin) {
        return pools.computeIfAbsent(
                origin, key -> new ConnectionPool(key, loop, connector, limits, pool -> pools.remove(key, pool)));
    }

    private void start(Exchange exchange, Duration timeout) {
        if (closed) {
            exchange.fail(CLOSED);
        } else {
            exchange.start(timeout);
        }
    }

    /** Runs an action now or soon. Returns false if the event loop has ended, and its connections with it. */
    boolean runOnLoop(Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
            return true;
        }
        try {
            loop.execute(action);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void closePools() {
        closed = true;
        List.copyOf(pools.values()).forEach(pool -> pool.close(CLOSED));
    }

    private static ThreadPoolExecutor blockingThreads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("http-client-blocking", true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
