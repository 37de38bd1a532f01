package io.github.cloudtasks.rest.access;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host with an optional port, as in a Host header or in the authority of a URL.
 *
 * @param host in lower case and without a final dot; an IPv6 address without brackets and zone, in its shortest form
 * @param port 0 to 65535; {@link #NO_PORT} if there is none
 */
public record Authority(String host, int port) {
    /** The port of an authority without a port. */
    public static final int NO_PORT = -1;

    /** The longest host name of DNS is shorter. */
    private static final int MAX_LENGTH = 255;

    private static final int MAX_PORT = 65535;

    /**
     * Parses an authority without user information. Only letters, digits and {@code - . _ ~} are accepted in a name,
     * because no other characters are in names that resolve.
     *
     * @return null if it is malformed
     */
    public static @Nullable Authority parse(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : firstColon(text);
        String host = end <= 0 ? null : host(text.substring(0, end));
        int port = end <= 0 ? -2 : port(text.substring(end));
        return host == null || port < NO_PORT ? null : new Authority(host, port);
    }

    private static int firstColon(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text.length() : colon;
    }

    /** Returns the port after the colon; a value below {@link #NO_PORT} if it is malformed. */
    private static int port(String suffix) {
        if (suffix.isEmpty() || suffix.equals(":")) {
            return NO_PORT;
        }
        int port = suffix.matches(":[0-9]{1,5}") ? Integer.parseInt(suffix.substring(1)) : MAX_PORT + 1;
        return port > MAX_PORT ? NO_PORT - 1 : port;
    }

    /**
     * Returns a host name or an IP address in the form of {@link #host}.
     *
     * @param text an IPv6 address must be in brackets
     * @return null if it is malformed
     */
    static @Nullable String host(String text) {
        if (text.startsWith("[")) {
            return text.endsWith("]") ? ipv6(text.substring(1, text.length() - 1)) : null;
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        boolean wellFormed = !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && name.chars().allMatch(Authority::isInName)
                && !name.startsWith(".")
                && !name.endsWith(".")
                && !name.contains("..");
        return wellFormed ? name.toLowerCase(Locale.ROOT) : null;
    }

    private static boolean isInName(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }

    private static @Nullable String ipv6(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        if (!NetUtil.isValidIpV6Address(address)
                || !text.substring(address.length()).matches("(%[A-Za-z0-9._~-]+)?")) {
            return null;
        }
        InetAddress parsed = NetUtil.getByName(address);
        return parsed == null ? null : NetUtil.toAddressString(parsed);
    }

    /** Returns the port, or that of the scheme if there is none. */
    int portOr(int schemePort) {
        return port == NO_PORT ? schemePort : port;
    }

    /** Returns the authority as in a URL. */
    @Override
    public String toString() {
        String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == NO_PORT ? shown : shown + ":" + port;
    }
}
