package io.github.cloudtasks.dispatcher;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A target that records every byte of its requests and responds with the bytes of a script. */
public final class ScriptedTarget implements AutoCloseable {
    public static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)\r\n");

    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    private ScriptedTarget(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    /** Responds to a request. The connection stays open unless the script closes it. */
    @FunctionalInterface
    public interface Script {
        void serve(Call call) throws Exception;
    }

    /** A request, and the number of its connection, from 1. */
    public record Call(int connection, String head, String body, Socket socket) {
        public String requestLine() {
            return head.substring(0, head.indexOf('\r'));
        }

        public String path() {
            return head.split(" ")[1];
        }

        public void respond(String raw) throws IOException {
            respond(raw.getBytes(StandardCharsets.ISO_8859_1));
        }

        public void respond(byte[] raw) throws IOException {
            socket.getOutputStream().write(raw);
            socket.getOutputStream().flush();
        }

        public void close() throws IOException {
            socket.close();
        }

        /** Returns when the client has closed the connection. */
        public void awaitClose() throws IOException {
            try {
                while (socket.getInputStream().read() >= 0) {
                    continue;
                }
            } catch (SocketException e) {
                // A reset connection is closed, too.
            }
        }
    }

    public static ScriptedTarget responding(String raw) throws IOException {
        return start(call -> call.respond(raw));
    }

    public static ScriptedTarget start(Script script) throws IOException {
        return start(InetAddress.getByName("127.0.0.1"), script);
    }

    public static ScriptedTarget start(InetAddress address, Script script) throws IOException {
        return start(new ServerSocket(0, 1000, address), script);
    }

    public static ScriptedTarget start(ServerSocket server, Script script) {
        ScriptedTarget target = new ScriptedTarget(server, script);
        Thread.ofVirtual().start(target::accept);
        return target;
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    public int accepted() {
        return accepted.get();
    }

    public List<Call> calls() {
        return calls;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                if (server.isClosed()) {
                    // close() may have missed this socket.
                    socket.close();
                }
                int connection = accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, connection));
            }
        } catch (IOException e) {
            // The target is closed.
        }
    }

    private void serve(Socket socket, int connection) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!socket.isClosed()) {
                String head = readHead(in);
                Matcher length = CONTENT_LENGTH.matcher(head.toLowerCase(Locale.ROOT));
                byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
                Call call = new Call(connection, head, new String(body, StandardCharsets.UTF_8), socket);
                calls.add(call);
                script.serve(call);
            }
        } catch (Exception e) {
            // The client or the test has closed the connection.
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int end = 0;
        while (end != 0x0d0a0d0a) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            head.write(b);
            end = end << 8 | b;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
