package io.github.cloudtasks.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The health check of the container image, which has no shell. Sends a request to the emulator in the same container.
 * The exit code is 0 if it is ready, and 1, with a message on stderr, if it is not.
 *
 * <p>The address is taken from the command line of process 1 and from the environment.
 *
 * <p>The check shares the memory of the container with the emulator, and runs without an AOT cache. So this class uses
 * only classes of {@code java.base} that every JVM loads, and neither string templates, lambdas nor regular
 * expressions, which load hundreds of others. It repeats what it needs of the parser of the command line: the emulator
 * that it checks has rejected a wrong one already.
 */
public final class HealthCheck {
    private static final Path COMMAND_LINE = Path.of("/proc/1/cmdline");
    private static final String MAIN = "io.github.cloudtasks.cli.Main";
    private static final String DEFAULT_HOST = "localhost";
    private static final String DEFAULT_PORT = "8123";
    private static final int TIMEOUT_MILLIS = 4000;
    private static final int MAX_BYTES = 4096;

    private HealthCheck() {}

    /** Sends one request. */
    public static void main(String[] arguments) {
        try {
            check(address(commandLine(), System.getenv()));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            // System.exit looks for a logger first.
            Runtime.getRuntime().halt(1);
        }
    }

    /**
     * Returns the address that the emulator with this command line listens on, unresolved. The host may be an IPv6
     * address without brackets.
     *
     * @param commandLine of the whole process, beginning with the JVM
     * @throws IllegalArgumentException if the port is 0 or not a number from 0 to 65535
     */
    static InetSocketAddress address(List<String> commandLine, Map<String, String> environment) {
        int main = commandLine.lastIndexOf(MAIN);
        List<String> flags = main < 0 ? List.of() : commandLine.subList(main + 1, commandLine.size());
        int port = Integer.parseInt(setting("port", flags, environment, "EMULATOR_PORT", DEFAULT_PORT));
        if (port == 0) {
            throw new IllegalArgumentException("With --port 0 the health check cannot know the port.");
        }
        String host = setting("host", flags, environment, "EMULATOR_HOST", DEFAULT_HOST);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return InetSocketAddress.createUnresolved(bracketed ? host.substring(1, host.length() - 1) : host, port);
    }

    /**
     * Returns the value of a flag or, if the flag is missing, of an environment variable that is not empty. An argument
     * that looks like a flag is one: the emulator does not accept it as the value of another flag.
     */
    private static String setting(
            String name, List<String> flags, Map<String, String> environment, String variable, String defaultValue) {
        for (int i = 0; i < flags.size(); i++) {
            String argument = flags.get(i);
            int equals = argument.indexOf('=');
            String flag = equals < 0 ? argument : argument.substring(0, equals);
            if (flag.equals("--".concat(name)) || flag.equals("-".concat(name))) {
                return equals >= 0 ? argument.substring(equals + 1) : flags.get(i + 1);
            }
        }
        String value = environment.get(variable);
        return value == null || value.isEmpty() ? defaultValue : value;
    }

    /**
     * Sends an HTTP request to the port, on the first address of its host that accepts a connection. The emulator skips
     * addresses that the container does not have.
     *
     * @param address unresolved
     * @throws IOException if there is no response, or its status is not 200
     */
    static void check(InetSocketAddress address) throws IOException {
        String callable = callable(address);
        try (Socket socket = connect(addresses(address.getHostString()), address.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = text("GET /readyz HTTP/1.1\r\nHost: ", callable, "\r\nConnection: close\r\n\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
            if (!response.startsWith("HTTP/1.1 200 ")) {
                int end = response.indexOf('\r');
                throw new IOException(
                        text(callable, " answered \"", end < 0 ? response : response.substring(0, end), "\"."));
            }
        } catch (IOException e) {
            throw new IOException(text("No emulator answers at ", callable, ": ", String.valueOf(e.getMessage())), e);
        }
    }

    /** Returns the host and port as in a URL, with loopback instead of "all interfaces". */
    private static String callable(InetSocketAddress address) {
        String host = address.getHostString();
        if (isLocalhost(host) || host.equals("0.0.0.0")) {
            host = "127.0.0.1";
        } else if (isAnyIpv6(host)) {
            host = "::1";
        }
        String port = String.valueOf(address.getPort());
        return host.indexOf(':') >= 0 ? text("[", host, "]:", port) : text(host, ":", port);
    }

    /** Returns the addresses to try. A socket that is bound to all interfaces accepts IPv4 and IPv6. */
    private static InetAddress[] addresses(String host) throws IOException {
        if (isLocalhost(host) || host.equals("0.0.0.0") || isAnyIpv6(host)) {
            byte[] ipv6 = new byte[16];
            ipv6[15] = 1;
            return new InetAddress[] {
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), InetAddress.getByAddress(ipv6)
            };
        }
        return InetAddress.getAllByName(host);
    }

    private static boolean isLocalhost(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return relative.equals("localhost") || relative.endsWith(".localhost");
    }

    private static boolean isAnyIpv6(String host) {
        return host.equals("::") || host.equals("0:0:0:0:0:0:0:0");
    }

    private static Socket connect(InetAddress[] hosts, int port) throws IOException {
        IOException first = null;
        for (InetAddress host : hosts) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
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

    /** Joins texts. A template would be compiled to a call that loads the classes of method handles. */
    private static String text(String... parts) {
        StringBuilder joined = new StringBuilder();
        for (String part : parts) {
            joined.append(part);
        }
        return joined.toString();
    }
}
