package io.github.cloudtasks.rest;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** An HTTP/1.1 client that sends exactly the given bytes. */
public final class RawHttpClient implements AutoCloseable {
    /** A response with its body as received. */
    public record Response(int status, Map<String, String> headers, byte[] bytes) {
        public String header(String name) {
            return headers.get(name);
        }

        /** Returns the body as text, decompressed if necessary. */
        public String body() {
            if (!"gzip".equals(header("content-encoding"))) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    RawHttpClient(InetSocketAddress address) throws IOException {
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        socket.connect(address);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Sends text with CRLF line ends. */
    public RawHttpClient raw(String text) throws IOException {
        return raw(text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    public RawHttpClient raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends a request with Host and, if it has a body, Content-Length. */
    public RawHttpClient send(String method, String target, String body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        if (body != null) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        return raw(bytes);
    }

    /** Reads the response to a request with that method. */
    public Response receive(String method) throws IOException {
        String statusLine = line();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            return new Response(Integer.parseInt(statusLine.split(" ")[1]), headers, chunks());
        }
        int length = method.equals("HEAD") ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("The answer is cut off");
        }
        return new Response(Integer.parseInt(statusLine.split(" ")[1]), headers, body);
    }

    /** Like {@link #receive}, but skips interim responses. */
    public Response receiveFinal(String method) throws IOException {
        Response response = receive(method);
        while (response.status() == 100) {
            response = receive(method);
        }
        return response;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
            body.writeBytes(chunk);
        }
        return body.toByteArray();
    }

    /** Reads one chunk of a chunked body; empty at its end. */
    public byte[] chunk() throws IOException {
        int length = Integer.parseInt(line(), 16);
        byte[] chunk = in.readNBytes(length);
        if (chunk.length < length || !line().isEmpty()) {
            throw new EOFException("The chunk is cut off");
        }
        return chunk;
    }

    /** Reads a line of the head or of a chunked body. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("The connection ended");
            }
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }

    /** Reads until the server closes the connection, and returns the number of bytes. */
    public long skipToEnd() throws IOException {
        return in.transferTo(OutputStream.nullOutputStream());
    }

    /** Waits until the server closes the connection, and returns whether it does. */
    public boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Limits the socket buffers. Call it before anything is sent. */
    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
