package io.github.cloudtasks.dispatcher.http;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.util.Locale;

/**
 * An origin (RFC 9110): scheme, host and port of a server.
 *
 * @param secure whether the scheme is https
 * @param host in lower case and ASCII; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Origin(boolean secure, String host, int port) {
    private static final String ILLEGAL_IN_HOST = "\"#%/:<>?@[\\]^`{|}";

    /**
     * Checks and normalises the parts of a URL.
     *
     * @param host a name or an address, IPv6 with or without brackets
     * @param port digits; empty for the default port of the scheme
     * @throws RequestException if host or port are invalid
     */
    public static Origin of(boolean secure, String host, String port) throws RequestException {
        return new Origin(secure, hostOf(host), portOf(port, defaultPort(secure)));
    }

    /** Returns the value of the {@code Host} header, which has no default port. */
    public String hostHeader() {
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return explicitPort().isEmpty() ? bracketed : bracketed + ":" + port;
    }

    /** Returns the port as in a URL: empty for the default port of the scheme. */
    public String explicitPort() {
        return port == defaultPort(secure) ? "" : Integer.toString(port);
    }

    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + hostHeader();
    }

    private static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }

    private static String hostOf(String host) throws RequestException {
        if (host.isEmpty()) {
            throw new RequestException("the url has no host");
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bracketed || bare.indexOf(':') >= 0) {
            if (!NetUtil.isValidIpV6Address(bare)) {
                throw new RequestException("the url's host \"" + host + "\" is not an IPv6 address");
            }
            return bare.toLowerCase(Locale.ROOT);
        }
        return nameOf(bare);
    }

    private static String nameOf(String host) throws RequestException {
        String ascii;
        try {
            ascii = isAscii(host) ? host : IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw new RequestException("the url's host \"" + host + "\" is not a host name: " + e.getMessage());
        }
        if (!isHostName(ascii)) {
            throw new RequestException("the url's host \"" + host + "\" is not a host name");
        }
        return ascii.toLowerCase(Locale.ROOT);
    }

    // Loops, because a stream takes a tenth of the time in which the request of an attempt is created.

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHostName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character <= ' ' || character >= 0x7f || ILLEGAL_IN_HOST.indexOf(character) >= 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static int portOf(String port, int defaultPort) throws RequestException {
        if (port.isEmpty()) {
            return defaultPort;
        }
        if (!port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RequestException("the url's port \"" + port + "\" is not a number");
        }
        int number;
        try {
            number = Integer.parseInt(port);
        } catch (NumberFormatException e) {
            number = Integer.MAX_VALUE;
        }
        if (number < 1 || number > 65_535) {
            throw new RequestException("the url's port " + port + " is not between 1 and 65535");
        }
        return number;
    }
}
