package io.github.cloudtasks.benchmarks.fuzz;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An HTTP/1.1 connection that sends any bytes as a request. Libraries refuse to send what a fuzz needs. Not
 * thread-safe.
 */
final class HttpConnection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;
    private boolean keepsAlive = true;
    /** The {@code Content-Length} of the answer that is being read; -1 if there is none. */
    private long length;

    private boolean chunked;

    /**
     * An answer.
     *
     * @param status the status code
     * @param body the start of the body, at most 2 KiB
     */
    record Answer(int status, String body) {}

    /** Connects; reads fail after {@link Caller#DEADLINE_SECONDS}. */
    HttpConnection(InetSocketAddress address) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Caller.DEADLINE_SECONDS * 1000);
        socket.connect(address, Caller.DEADLINE_SECONDS * 1000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
    }

    /** Closes the sending direction. The other direction stays open, so that an answer can still be received. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Returns whether the server keeps the connection open for another request. */
    boolean keepsAlive() {
        return keepsAlive;
    }

    /**
     * Reads the answer to a request.
     *
     * @throws EOFException if the server closes the connection without an answer
     */
    Answer receive(boolean headRequest) throws IOException {
        int status;
        do {
            status = status(line());
            headers();
        } while (status == 100);
        if (headRequest || status == 204 || status == 304) {
            return new Answer(status, "");
        }
        return new Answer(status, chunked ? chunks() : body(length));
    }

    private static int status(String line) throws IOException {
        if (!line.startsWith("HTTP/1.1 ") || line.length() < 12) {
            throw new IOException("not an HTTP answer: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private void headers() throws IOException {
        length = -1;
        chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Long.parseLong(header.substring(15).strip());
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = true;
            } else if (header.startsWith("connection:") && header.contains("close")) {
                keepsAlive = false;
            }
        }
    }

    private String body(long bytes) throws IOException {
        StringBuilder start = new StringBuilder();
        byte[] buffer = new byte[8192];
        long rest = bytes < 0 ? Long.MAX_VALUE : bytes;
        while (rest > 0) {
            int read = in.read(buffer, 0, (int) Math.min(rest, buffer.length));
            if (read < 0) {
                keepsAlive = false;
                if (bytes < 0) {
                    break;
                }
                throw new EOFException("the body ends early");
            }
            if (start.length() < 2048) {
                start.append(new String(buffer, 0, Math.min(read, 2048), StandardCharsets.UTF_8));
            }
            rest -= read;
        }
        return start.toString();
    }

    private String chunks() throws IOException {
        StringBuilder start = new StringBuilder();
        for (long size = chunkSize(); size > 0; size = chunkSize()) {
            String chunk = body(size);
            if (start.length() < 2048) {
                start.append(chunk);
            }
            line();
        }
        for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
            // Trailers have no meaning here.
        }
        return start.toString();
    }

    private long chunkSize() throws IOException {
        return Long.parseLong(line().strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed without an answer");
            }
            line.append((char) c);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
