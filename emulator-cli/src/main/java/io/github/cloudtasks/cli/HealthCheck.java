package io.github.cloudtasks.cli;

import io.github.cloudtasks.server.port.HostLookup;
import io.github.cloudtasks.server.settings.CommandLine;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.settings.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The health check of the container image, which has no shell. Sends a request to the emulator in the same container.
 * The exit code is 0 if it is ready, and 1, with a message on stderr, if it is not.
 *
 * <p>The address is taken from the command line of process 1 and from the environment.
 */
public final class HealthCheck {
    private static final Path COMMAND_LINE = Path.of("/proc/1/cmdline");
    private static final int TIMEOUT_MILLIS = 4000;
    private static final int MAX_BYTES = 4096;

    private HealthCheck() {}

    /** Sends one request. */
    public static void main(String[] arguments) {
        try {
            ListenAddress address = address(commandLine(), System.getenv());
            check(address);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Returns the address that the emulator with this command line listens on.
     *
     * @param commandLine of the whole process, beginning with the JVM
     * @throws IllegalArgumentException if the port is 0 or a flag is invalid
     */
    static ListenAddress address(List<String> commandLine, Map<String, String> environment) {
        int main = commandLine.lastIndexOf(Main.class.getName());
        List<String> flags = main < 0 ? List.of() : commandLine.subList(main + 1, commandLine.size());
        ServerSettings settings = CommandLine.parse(flags, environment).settings();
        if (settings.port() == 0) {
            throw new IllegalArgumentException("With --port 0 the health check cannot know the port.");
        }
        return new ListenAddress(settings.host(), settings.port());
    }

    /**
     * Sends an HTTP request to the port, on the first address of its host that accepts a connection. The emulator skips
     * addresses that the container does not have.
     *
     * @throws IOException if there is no response, or its status is not 200
     */
    static void check(ListenAddress address) throws IOException {
        ListenAddress callable = address.callable();
        try (Socket socket = connect(addresses(address), callable)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET /readyz HTTP/1.1\r\nHost: " + callable + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
            if (!response.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("%s answered \"%s\"."
                        .formatted(callable, response.lines().findFirst().orElse("")));
            }
        } catch (IOException e) {
            throw new IOException("No emulator answers at " + callable + ": " + e.getMessage(), e);
        }
    }

    /** Returns the addresses to try. A socket that is bound to all interfaces accepts IPv4 and IPv6. */
    private static List<InetAddress> addresses(ListenAddress address) throws IOException {
        boolean any = !address.callable().equals(address);
        return HostLookup.SYSTEM.addresses(any ? new ListenAddress(ListenAddress.LOCALHOST, address.port()) : address);
    }

    private static Socket connect(List<InetAddress> hosts, ListenAddress address) throws IOException {
        IOException first = null;
        for (InetAddress host : hosts) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(host, address.port()), TIMEOUT_MILLIS);
                return socket;
            } catch (IOException e) {
                socket.close();
                first = first == null ? e : first;
            }
        }
        throw first == null ? new IOException("the host has no address") : first;
    }

    private static List<String> commandLine() throws IOException {
        return Files.isReadable(COMMAND_LINE)
                ? List.of(Files.readString(COMMAND_LINE).split("\0"))
                : List.of();
    }
}
