package io.github.cloudtasks.server.port;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A TCP connection on which a test sends arbitrary bytes. */
public final class RawConnection implements AutoCloseable {
    public static final byte[] PREFACE = ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    public static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    private final Socket socket;
    private final DataInputStream in;

    public RawConnection(int port) throws IOException {
        this(InetAddress.getLoopbackAddress(), port);
    }

    public RawConnection(InetAddress host, int port) throws IOException {
        socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    public RawConnection sendByteByByte(byte[] bytes) throws IOException {
        for (byte one : bytes) {
            socket.getOutputStream().write(one);
        }
        return this;
    }

    /** Reads exactly this many bytes. Fails if the connection ends before. */
    public byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    /** Reads until the peer closes the connection. */
    public byte[] readAll() throws IOException {
        return in.readAllBytes();
    }

    /** Closes the output; the peer can still send. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Sends a POST and returns the body of the response. */
    public String echoed(String body) throws IOException {
        send(ascii("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length() + "\r\n\r\n" + body));
        return response(body.length());
    }

    /** Returns the body of a response with this length. */
    public String response(int length) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readByte());
        }
        return new String(read(length), StandardCharsets.US_ASCII);
    }

    /** Waits until the peer closes or resets the connection. */
    public void awaitEnd() {
        try {
            while (in.read() >= 0) {
                continue;
            }
        } catch (IOException reset) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
