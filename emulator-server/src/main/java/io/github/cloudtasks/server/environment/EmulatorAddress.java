package io.github.cloudtasks.server.environment;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;

/**
 * The address of a running emulator.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a host name or an IP address; IPv6 with brackets
 * @param port 1 to 65535
 */
public record EmulatorAddress(String scheme, String host, int port) {
    private static final int DEFAULT_PORT = 8123;

    /** Variables that clients read. Their value may be a URL with a path. */
    private static final List<String> VARIABLES = List.of("CLOUD_TASKS_EMULATOR_HOST", "CLOUDTASKS_EMULATOR_HOST");

    /**
     * Returns the address that a user has typed: {@code HOST:PORT}, a port alone, or a URL, whose path is ignored.
     *
     * @throws IllegalArgumentException if it is none; the message is a sentence
     */
    public static EmulatorAddress parse(String text) {
        String url = text.matches("\\d+") ? "http://127.0.0.1:" + text : text.contains("://") ? text : "http://" + text;
        try {
            URI parsed = new URI(url);
            boolean isHttp = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
            if (isHttp && parsed.getHost() != null && parsed.getUserInfo() == null && parsed.getPort() <= 0xffff) {
                int standard = "https".equals(parsed.getScheme()) ? 443 : text.contains("://") ? 80 : DEFAULT_PORT;
                return new EmulatorAddress(
                        parsed.getScheme(), parsed.getHost(), parsed.getPort() < 0 ? standard : parsed.getPort());
            }
        } catch (URISyntaxException e) {
            // The sentence below says more.
        }
        throw new IllegalArgumentException(
                "The address of an emulator is HOST:PORT, such as 127.0.0.1:8123, not \"%s\".".formatted(text));
    }

    /**
     * Returns the address in the environment that clients use, or the default address, with the port that the
     * environment gives to a server.
     *
     * @throws IllegalArgumentException if a variable has no address; the message is a sentence
     */
    public static EmulatorAddress of(Map<String, String> environment) {
        for (String variable : VARIABLES) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                return parse(value);
            }
        }
        String port = environment.getOrDefault("EMULATOR_PORT", "");
        return parse(port.matches("[1-9]\\d{0,4}") ? port : String.valueOf(DEFAULT_PORT));
    }

    /** Returns whether the URL of an HTTP proxy names this address. All names of this machine are the same. */
    public boolean isProxy(String url) {
        try {
            EmulatorAddress other = parse(url.contains("://") ? url : "http://" + url);
            boolean isSameHost = host.equalsIgnoreCase(other.host) || (isLocal() && other.isLocal());
            return isSameHost && port == other.port && other.scheme.equals("http");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isLocal() {
        return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    /** Returns {@code host:port}, as in a URL. */
    public String hostAndPort() {
        return host + ":" + port;
    }

    /** Returns the URL without a path, such as {@code http://127.0.0.1:8123}. */
    @Override
    public String toString() {
        return scheme + "://" + hostAndPort();
    }
}
