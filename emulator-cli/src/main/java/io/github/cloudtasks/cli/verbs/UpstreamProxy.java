package io.github.cloudtasks.cli.verbs;

import io.github.cloudtasks.server.environment.EmulatorAddress;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The proxy through which an environment reaches other hosts.
 *
 * @param variable the name of the variable that names it; empty if none does
 * @param url as {@code --proxy-upstream} accepts it; empty if there is none, or one that is no HTTP proxy
 */
record UpstreamProxy(String variable, String url) {
    private static final List<String> VARIABLES = List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");

    private static final Pattern USABLE =
            Pattern.compile("(?i:http)://(?:[!-~]*@)?(?:[\\w.-]+|\\[[\\w:.]+])(?::\\d+)?/?");

    /** Returns the first proxy. */
    static UpstreamProxy of(Map<String, String> environment) {
        for (String variable : VARIABLES) {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                String url = value.contains("://") ? value : "http://" + value;
                return new UpstreamProxy(variable, USABLE.matcher(url).matches() ? url : "");
            }
        }
        return new UpstreamProxy("", "");
    }

    /** Returns the first proxy; none if it is the emulator itself. */
    static UpstreamProxy of(Map<String, String> environment, EmulatorAddress emulator) {
        UpstreamProxy proxy = of(environment);
        return emulator.isProxy(proxy.url) ? new UpstreamProxy("", "") : proxy;
    }

    /** Returns whether a variable names a proxy that the emulator cannot use. */
    boolean isUnusable() {
        return !variable.isEmpty() && url.isEmpty();
    }

    /** Returns the URL without the name and password of a user. */
    String urlWithoutPassword() {
        return url.replaceFirst("//.*@", "//");
    }
}
