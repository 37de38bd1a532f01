package io.github.cloudtasks.benchmarks.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests that a browser makes which shows the page of a queue: it reads the events, and polls the overview, the
 * queues, the faults and the first page of tasks.
 */
final class OpenConsole implements AutoCloseable {
    private static final long POLL_MILLIS = 2000;
    /** The time without further events after which those that were kept have been read. */
    private static final long QUIET_MILLIS = 300;

    private static final int BUFFER_BYTES = 1 << 16;

    private final String root;
    private final List<String> polled;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountDownLatch connected = new CountDownLatch(1);
    private final AtomicLong receivedBytes = new AtomicLong();
    private final Thread reader = Thread.ofPlatform().daemon().unstarted(this::read);
    private final Thread poller = Thread.ofPlatform().daemon().unstarted(this::poll);

    private OpenConsole(String address, String queue) {
        root = "http://" + address + "/emulator/v1";
        polled = List.of("", "/queues", "/faults", "/tasks?state=waiting&pageSize=500&queue=" + queue);
    }

    /** Opens the page of a queue, and returns when the events that were kept are read. */
    static OpenConsole open(String address, String queue) throws InterruptedException {
        OpenConsole console = new OpenConsole(address, queue);
        console.reader.start();
        console.poller.start();
        if (!console.connected.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the emulator sends no events");
        }
        long received = -1;
        while (received < console.receivedBytes()) {
            received = console.receivedBytes();
            TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
        }
        console.receivedBytes.set(0);
        return console;
    }

    private void read() {
        try {
            HttpResponse<InputStream> response = http.send(request("/events?after=0"), BodyHandlers.ofInputStream());
            try (InputStream events = response.body()) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = events.read(buffer); read >= 0; read = events.read(buffer)) {
                    receivedBytes.addAndGet(read);
                    connected.countDown();
                }
            }
        } catch (IOException e) {
            // The console was closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() {
        try {
            while (true) {
                for (String path : polled) {
                    HttpResponse<String> response =
                            http.send(request(path), BodyHandlers.ofString(StandardCharsets.UTF_8));
                    if (response.statusCode() != 200) {
                        throw new IllegalStateException(path + ": " + response.body());
                    }
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            // The console was closed.
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(root + path)).build();
    }

    /** Returns the bytes of events that were received. */
    long receivedBytes() {
        return receivedBytes.get();
    }

    @Override
    public void close() {
        reader.interrupt();
        poller.interrupt();
        http.shutdownNow();
    }
}
