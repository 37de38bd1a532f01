package io.github.cloudtasks.testcontainers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server of the test, on all interfaces, as a container reaches the host from outside. */
final class LocalTarget implements AutoCloseable {
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final HttpServer server;
    private volatile int status = 200;

    /** A request that came. */
    record Received(String path, String host, String taskName, String body) {}

    LocalTarget() throws IOException {
        server = HttpServer.create(new InetSocketAddress(0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        int chosen = status; // what was chosen before the test sees the request
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        received.add(new Received(
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("Host"),
                exchange.getRequestHeaders().getFirst("X-CloudTasks-TaskName"),
                body));
        exchange.sendResponseHeaders(chosen, -1);
        exchange.close();
    }

    void answersWith(int newStatus) {
        status = newStatus;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Returns the URL that a task on the host would use. */
    String url() {
        return "http://localhost:" + port();
    }

    Received take() throws InterruptedException {
        Received next = received.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request came within 20 seconds");
        }
        return next;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
