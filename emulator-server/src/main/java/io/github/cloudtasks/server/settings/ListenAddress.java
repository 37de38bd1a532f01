package io.github.cloudtasks.server.settings;

/**
 * The address of a listening socket.
 *
 * @param host a host name or an IP address; IPv6 without brackets
 * @param port 0 to 65535; 0 means any free port
 */
public record ListenAddress(String host, int port) {

    /** Returns the address at which clients on this machine connect: loopback instead of "all interfaces". */
    public ListenAddress callable() {
        return switch (host) {
            case "0.0.0.0" -> new ListenAddress("127.0.0.1", port);
            case "::", "0:0:0:0:0:0:0:0" -> new ListenAddress("::1", port);
            default -> this;
        };
    }

    /** Returns {@code host:port}, as in a URL. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
