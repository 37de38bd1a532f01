package io.github.cloudtasks.server.settings;

/**
 * Where a server listens.
 *
 * @param host a name or an IP address, IPv6 without brackets
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {

    /** Where a client on this machine finds what listens here: "all interfaces" is not an address to call. */
    public ListenAddress callable() {
        return switch (host) {
            case "0.0.0.0" -> new ListenAddress("127.0.0.1", port);
            case "::", "0:0:0:0:0:0:0:0" -> new ListenAddress("::1", port);
            default -> this;
        };
    }

    /** As in a URL: {@code host:port}. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
