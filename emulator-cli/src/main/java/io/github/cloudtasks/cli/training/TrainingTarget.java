package io.github.cloudtasks.cli.training;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An HTTP server on loopback that answers every request with 200, for {@link TrainingCalls}. */
final class TrainingTarget implements AutoCloseable {
    private static final byte[] RESPONSE =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private static final long TIMEOUT_SECONDS = 30;

    private final ServerSocket socket;
    private final Semaphore answered = new Semaphore(0);

    private TrainingTarget(ServerSocket socket) {
        this.socket = socket;
    }

    static TrainingTarget open() throws IOException {
        TrainingTarget target = new TrainingTarget(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().daemon().name("target").start(target::accept);
        return target;
    }

    /** Returns the base URL, such as {@code http://127.0.0.1:40000}. */
    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /**
     * Waits for further requests.
     *
     * @param requests their number
     * @throws IOException if they do not arrive within 30 seconds
     */
    void await(int requests) throws IOException, InterruptedException {
        if (!answered.tryAcquire(requests, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(
                    "only %2$d of %1$d requests arrived".formatted(requests, answered.availablePermits()));
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofPlatform().daemon().name("target connection").start(() -> answerAll(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void answerAll(Socket connection) {
        try (connection;
                InputStream in = new BufferedInputStream(connection.getInputStream())) {
            while (readRequest(in)) {
                connection.getOutputStream().write(RESPONSE);
                answered.release();
            }
        } catch (IOException e) {
            // The emulator has closed the connection.
        }
    }

    /** Reads one request to its end. Returns false at the end of the connection. */
    private static boolean readRequest(InputStream in) throws IOException {
        int length = 0;
        String line = line(in);
        if (line.isEmpty()) {
            return false;
        }
        while (!line.isEmpty()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            }
            line = line(in);
        }
        in.skipNBytes(length);
        return true;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
