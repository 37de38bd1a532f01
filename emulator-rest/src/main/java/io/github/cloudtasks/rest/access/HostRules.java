package io.github.cloudtasks.rest.access;

import io.netty.util.NetUtil;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The host names under which requests are accepted. The owner of a public name can let it resolve to this machine (DNS
 * rebinding), and browsers then take the emulator for the server of the owner's pages. So only names that nobody on the
 * Internet can own are accepted, and those that the user names. Immutable.
 */
final class HostRules {
    /** Domains whose names resolve only on the own machine or network. */
    private static final List<String> LOCAL_DOMAINS =
            List.of(".localhost", ".local", ".internal", ".test", ".home.arpa", ".svc", ".svc.cluster.local");

    /**
     * Top-level labels that are not in the public DNS: reserved by RFC 6761 or RFC 9476 or by ICANN, or advised against
     * for new public domains by RFC 6762, appendix G, and used in private networks; {@code svc} is that of Kubernetes.
     */
    private static final Set<String> PRIVATE_LABELS = Set.of(
            "alt",
            "corp",
            "example",
            "home",
            "internal",
            "intranet",
            "invalid",
            "lan",
            "local",
            "localhost",
            "private",
            "svc",
            "test");

    /** The service's own names: global, regional and for client certificates. */
    private static final Pattern SERVICE = Pattern.compile(
            "([a-z0-9-]+-)?cloudtasks(\\.mtls)?\\.googleapis\\.com|cloudtasks\\.[a-z0-9-]+\\.rep(\\.mtls)?\\.googleapis\\.com");

    /** A part of an IPv4 address in one of the forms that {@code inet_aton} and browsers accept. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    private static final int MAX_IPV4_PARTS = 4;

    private final Set<String> names = new HashSet<>();
    private final Set<String> domains = new HashSet<>();

    /**
     * Creates rules that accept further hosts.
     *
     * @param patterns names, IP addresses and {@code *.DOMAIN}, as returned by {@link #pattern}
     */
    HostRules(Collection<String> patterns) {
        for (String pattern : patterns) {
            if (pattern.startsWith("*.")) {
                domains.add(pattern.substring(1));
            } else {
                names.add(pattern);
            }
        }
    }

    /**
     * Parses a host to accept: a name, an IP address, or {@code *.DOMAIN} for all names below a domain.
     *
     * @throws IllegalArgumentException if it is none of these, or a domain whose names can have any owner; the message
     *     continues "--flag must be"
     */
    static String pattern(String text) {
        boolean isDomain = text.startsWith("*.");
        String name = text.indexOf(':') >= 0 && !text.startsWith("[") ? "[" + text + "]" : text;
        String host = Authority.host(isDomain ? text.substring(2) : name);
        if (host == null || (isDomain && host.indexOf(':') >= 0)) {
            throw new IllegalArgumentException(
                    "a host name without scheme and port, such as tasks.example.com, or *.example.com for all names below");
        }
        if (isDomain && !isNarrow(host)) {
            throw new IllegalArgumentException(
                    "a domain with at least two labels after the star, such as *.example.com, because anybody can own a "
                            + "name below a shorter one");
        }
        return isDomain ? "*." + host : host;
    }

    /**
     * Returns whether the names below a domain can belong to one owner. Domains of two labels can be public suffixes
     * too, such as {@code co.uk}; they are accepted without knowledge of these.
     */
    private static boolean isNarrow(String domain) {
        int lastDot = domain.lastIndexOf('.');
        String last = domain.substring(lastDot + 1);
        if (NUMBER.matcher(last).matches()) {
            // A host whose last label is a number is an IPv4 address (URL standard), which has no names below it.
            return false;
        }
        return lastDot >= 0 || last.indexOf('_') >= 0 || PRIVATE_LABELS.contains(last);
    }

    /** Returns whether requests for a host are accepted; {@code host} is in the form of {@link Authority#host}. */
    boolean accepts(String host) {
        int lastDot = host.lastIndexOf('.');
        return lastDot < 0
                || host.indexOf(':') >= 0
                || host.indexOf('_', lastDot) >= 0
                || LOCAL_DOMAINS.stream().anyMatch(domain -> isBelow(host, domain))
                || isIpv4(host)
                || names.contains(host)
                || SERVICE.matcher(host).matches()
                || domains.stream().anyMatch(domain -> isBelow(host, domain));
    }

    private static boolean isBelow(String host, String domain) {
        return host.endsWith(domain) && host.length() > domain.length();
    }

    /** Returns whether a host is an IPv4 address, also with fewer than four numbers, such as {@code 127.1}. */
    private static boolean isIpv4(String host) {
        if (NetUtil.isValidIpV4Address(host)) {
            return true;
        }
        String[] parts = host.split("\\.", -1);
        if (parts.length > MAX_IPV4_PARTS) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            long max = i < parts.length - 1 ? 0xff : 0xffff_ffffL >> (8 * i);
            if (!NUMBER.matcher(parts[i]).matches() || parts[i].length() > 12 || number(parts[i]) > max) {
                return false;
            }
        }
        return true;
    }

    private static long number(String text) {
        if (text.startsWith("0x")) {
            return text.length() == 2 ? 0 : Long.parseLong(text.substring(2), 16);
        }
        boolean isOctal = text.length() > 1 && text.startsWith("0") && text.matches("[0-7]+");
        return Long.parseLong(text, isOctal ? 8 : 10);
    }
}
