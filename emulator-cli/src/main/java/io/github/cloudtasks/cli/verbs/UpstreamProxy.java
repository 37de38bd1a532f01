package io.github.cloudtasks.cli.verbs;

import io.github.cloudtasks.server.environment.EmulatorAddress;
import java.util.List;
import java.util.Map;

/** Finds the proxy through which an environment reaches other hosts. */
final class UpstreamProxy {
    private static final List<String> VARIABLES = List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");

    private UpstreamProxy() {}

    /** Returns the URL of the first HTTP proxy that is not the emulator itself; empty if there is none. */
    static String of(Map<String, String> environment, EmulatorAddress emulator) {
        return of(environment).replaceFirst("^http://" + emulator.hostAndPort().replace("[", "\\[") + "/?$", "");
    }

    /** Returns the URL of the first HTTP proxy; empty if there is none. */
    static String of(Map<String, String> environment) {
        for (String variable : VARIABLES) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                String url = value.contains("://") ? value : "http://" + value;
                return url.startsWith("http://") ? url : "";
            }
        }
        return "";
    }

    /** Returns a URL without the name and password of a user. */
    static String withoutPassword(String url) {
        return url.replaceFirst("//[^/]*@", "//");
    }
}
