package io.github.cloudtasks.cli;

import io.github.cloudtasks.server.settings.CommandLine;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.settings.ServerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Asks the emulator of the same container whether it answers; exit code 0 if it does and 1, with a sentence, if not. An
 * image without a shell has nothing else to do it with.
 *
 * <p>The address is that of the emulator's own command line, which the system shows for process 1, and of the
 * environment.
 */
public final class HealthCheck {
    private static final Path COMMAND_LINE = Path.of("/proc/1/cmdline");
    private static final int PATIENCE_MILLIS = 4000;
    private static final int MOST_BYTES = 4096;

    private HealthCheck() {}

    /** Asks once. */
    public static void main(String[] arguments) {
        try {
            ListenAddress address = address(commandLine(), System.getenv());
            ask(address);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Where the emulator with this command line listens.
     *
     * @param commandLine of the whole process, the JVM's flags first
     * @throws IllegalArgumentException if nobody can know its port
     */
    static ListenAddress address(List<String> commandLine, Map<String, String> environment) {
        int main = commandLine.lastIndexOf(Main.class.getName());
        List<String> flags = main < 0 ? List.of() : commandLine.subList(main + 1, commandLine.size());
        ServerSettings settings = CommandLine.parse(flags, environment).settings();
        if (settings.port() == 0) {
            throw new IllegalArgumentException("With --port 0 the health check cannot know the port.");
        }
        return new ListenAddress(settings.host(), settings.port()).callable();
    }

    /**
     * Asks over HTTP, which the same port speaks that speaks gRPC.
     *
     * @throws IOException if there is no answer, or another one than 200
     */
    static void ask(ListenAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            String request = "GET / HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("%s answered \"%s\"."
                        .formatted(address, answer.lines().findFirst().orElse("")));
            }
        } catch (IOException e) {
            throw new IOException("No emulator answers at " + address + ": " + e.getMessage(), e);
        }
    }

    private static List<String> commandLine() throws IOException {
        return Files.isReadable(COMMAND_LINE)
                ? List.of(Files.readString(COMMAND_LINE).split("\0"))
                : List.of();
    }
}
