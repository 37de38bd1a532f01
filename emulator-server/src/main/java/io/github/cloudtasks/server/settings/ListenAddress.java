package io.github.cloudtasks.server.settings;

import java.util.Locale;

/**
 * The address of a listening socket.
 *
 * @param host a host name or an IP address; IPv6 without brackets
 * @param port 0 to 65535; 0 means any free port
 */
public record ListenAddress(String host, int port) {

    /** The host that listens on both loopback addresses, 127.0.0.1 and ::1. */
    public static final String LOCALHOST = "localhost";

    /** Returns the address at which clients on this machine connect: loopback instead of "all interfaces". */
    public ListenAddress callable() {
        if (isLocalhost()) {
            return new ListenAddress("127.0.0.1", port);
        }
        return switch (host) {
            case "0.0.0.0" -> new ListenAddress("127.0.0.1", port);
            case "::", "0:0:0:0:0:0:0:0" -> new ListenAddress("::1", port);
            default -> this;
        };
    }

    /** Returns whether the host is {@code localhost} or a name below it, which always mean loopback (RFC 6761). */
    public boolean isLocalhost() {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        return name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST);
    }

    /** Returns {@code host:port}, as in a URL. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
