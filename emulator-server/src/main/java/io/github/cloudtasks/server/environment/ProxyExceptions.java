package io.github.cloudtasks.server.environment;

import io.github.cloudtasks.server.proxy.InterceptedHosts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The hosts that clients reach without the proxy.
 *
 * @param hosts without repetitions
 * @param dropped entries of the environment that would keep clients from the emulator
 */
public record ProxyExceptions(List<String> hosts, List<String> dropped) {
    /** The variables that list them; gRPC prefers its own. */
    static final List<String> VARIABLES = List.of("NO_PROXY", "no_proxy", "no_grpc_proxy");

    private static final List<String> ALWAYS =
            List.of("localhost", "127.0.0.1", "::1", "metadata.google.internal", "169.254.169.254");

    private static final List<String> INTERCEPTED = new InterceptedHosts("googleapis.com", true).all();

    /** Returns the exceptions of an environment, those of local hosts, and the emulator's own host. */
    public static ProxyExceptions of(Map<String, String> environment, String emulator) {
        Set<String> hosts = new LinkedHashSet<>();
        Set<String> dropped = new LinkedHashSet<>();
        for (String variable : VARIABLES) {
            for (String entry : environment.getOrDefault(variable, "").split("[,\\s]+", -1)) {
                if (!entry.isEmpty()) {
                    (keepsFromEmulator(entry) ? dropped : hosts).add(entry);
                }
            }
        }
        hosts.addAll(ALWAYS);
        hosts.add(emulator.startsWith("[") ? emulator.substring(1, emulator.length() - 1) : emulator);
        return new ProxyExceptions(List.copyOf(hosts), List.copyOf(dropped));
    }

    private static boolean keepsFromEmulator(String entry) {
        String domain =
                entry.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "").replaceFirst("^\\*?\\.", "");
        return domain.equals("*")
                || INTERCEPTED.stream().anyMatch(host -> host.equals(domain) || host.endsWith("." + domain));
    }

    /** Returns the value of {@code NO_PROXY}. */
    public String variable() {
        return String.join(",", hosts);
    }

    /** Returns the value of Java's property {@code http.nonProxyHosts}, in which a domain begins with an asterisk. */
    static String javaProperty(List<String> hosts) {
        List<String> patterns = new ArrayList<>();
        for (String host : hosts) {
            if (host.startsWith(".")) {
                patterns.add("*" + host);
            } else {
                patterns.add(host.indexOf(':') >= 0 && !host.startsWith("[") ? bracketed(host) : host);
            }
        }
        patterns.add("127.*");
        return String.join("|", new LinkedHashSet<>(patterns));
    }

    /** Returns an IPv6 address with brackets, and a host with a port without the port, which Java does not compare. */
    private static String bracketed(String host) {
        return host.indexOf(':') == host.lastIndexOf(':') ? host.substring(0, host.indexOf(':')) : "[" + host + "]";
    }
}
