package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An HTTP server on loopback that responds immediately, except to {@code /held}, which waits for {@link #release}. */
public final class HoldingTarget implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final HttpServer server;

    /**
     * Starts the server.
     *
     * @param onArrival called for each request, before it waits
     * @param answer sends the response
     */
    public HoldingTarget(Runnable onArrival, HttpHandler answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            onArrival.run();
            arrived.countDown();
            if (exchange.getRequestURI().getPath().equals("/held")) {
                held.countDown();
                await(released);
            }
            answer.handle(exchange);
            exchange.close();
        });
        server.start();
    }

    /** Returns the URL of a path, which starts with a slash. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Waits for a request to {@code /held}. */
    public void awaitHeld() {
        await(held);
    }

    /** Returns whether a request has arrived. */
    public boolean wasCalled() {
        return arrived.getCount() == 0;
    }

    /** Responds to waiting requests. Later requests do not wait. */
    public void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
