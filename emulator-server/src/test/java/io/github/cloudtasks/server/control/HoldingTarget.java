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

/**
 * A web server on loopback that answers at once, but for {@code /held}, which it holds until it is released or closed.
 */
public final class HoldingTarget implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final HttpServer server;

    /**
     * Starts it.
     *
     * @param onArrival runs when a request has come, before it is held
     * @param answer answers it
     */
    public HoldingTarget(Runnable onArrival, HttpHandler answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            onArrival.run();
            arrived.countDown();
            if (exchange.getRequestURI().getPath().equals("/held")) {
                await(released);
            }
            answer.handle(exchange);
            exchange.close();
        });
        server.start();
    }

    /** The url of what is at that path, which starts with a slash. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Waits until a request has come. */
    public void awaitArrival() {
        await(arrived);
    }

    /** Returns whether a request has arrived. */
    public boolean wasCalled() {
        return arrived.getCount() == 0;
    }

    /** Answers what is held, and holds nothing any more. */
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
