package io.github.cloudtasks.cli.doctor;

import io.github.cloudtasks.server.environment.EmulatorAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks the environment variables of this process, which its clients usually share. */
final class EnvironmentChecks {
    private static final List<String> PLAIN_PROXIES = List.of("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY");
    private static final List<String> GRPC_PROXIES = List.of("grpc_proxy", "https_proxy");
    private static final List<String> ROOTS =
            List.of("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "NODE_EXTRA_CA_CERTS");
    private static final String AGAIN = "Set the variables anew: eval \"$(emulator env)\"";

    private final Map<String, String> environment;
    private final EmulatorAddress emulator;

    EnvironmentChecks(Map<String, String> environment, EmulatorAddress emulator) {
        this.environment = environment;
        this.emulator = emulator;
    }

    /** Checks whether variables of proxies keep requests from the emulator. */
    Finding proxies() {
        for (String variable : concat(PLAIN_PROXIES, GRPC_PROXIES)) {
            String proxy = value(variable);
            String exceptions = GRPC_PROXIES.contains(variable) ? "no_proxy" : "NO_PROXY";
            if (!proxy.isEmpty() && !emulator.isProxy(proxy) && !isException(exceptions)) {
                return Finding.problem(
                        "proxy variables",
                        variable + " sends requests for " + emulator.host() + " to a proxy.",
                        "Add localhost, 127.0.0.1 and ::1 to NO_PROXY and no_proxy.");
            }
        }
        return Finding.ok("proxy variables", "No proxy is between clients and the emulator.");
    }

    private boolean isException(String variable) {
        String entries =
                value(variable) + "," + value(variable.toLowerCase(Locale.ROOT)) + "," + value("no_grpc_proxy");
        String host = emulator.host().replaceAll("[\\[\\]]", "");
        return Arrays.stream(entries.split("[,\\s]+", -1))
                .anyMatch(entry -> entry.equals("*") || entry.equals(host) || entry.equals(emulator.hostAndPort()));
    }

    /**
     * Checks whether clients that use the emulator as a proxy trust its CA.
     *
     * @param authority the CA certificate of the proxy in PEM; empty if the proxy is off
     */
    List<Finding> trust(String authority) {
        if (concat(List.of("HTTPS_PROXY"), GRPC_PROXIES).stream()
                .noneMatch(variable -> emulator.isProxy(value(variable)))) {
            return List.of();
        }
        if (authority.isEmpty()) {
            return List.of(Finding.problem(
                    "proxy",
                    "HTTPS_PROXY is the emulator, which was started without --proxy.",
                    "Start the emulator with --proxy --proxy-tokens."));
        }
        String wanted = authority.replaceAll("\\s", "");
        List<Finding> findings = new ArrayList<>();
        for (String variable : ROOTS) {
            String file = value(variable);
            if (!text(file).replaceAll("\\s", "").contains(wanted)) {
                String what = file.isEmpty() ? " is not set." : " names a file without the CA of this emulator.";
                findings.add(Finding.problem("trust", variable + what, AGAIN));
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok("trust", "The files of certificates contain the CA of the emulator."))
                : findings;
    }

    /** Checks whether the file of the credentials exists. */
    List<Finding> credentials() {
        String file = value("GOOGLE_APPLICATION_CREDENTIALS");
        return file.isEmpty() || (Files.isReadable(Path.of(file)) && !Files.isDirectory(Path.of(file)))
                ? List.of()
                : List.of(Finding.problem(
                        "credentials", "GOOGLE_APPLICATION_CREDENTIALS names " + file + ", which is no file.", AGAIN));
    }

    private static String text(String file) {
        try {
            return file.isEmpty() ? "" : Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static List<String> concat(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private String value(String variable) {
        return environment.getOrDefault(variable, "");
    }
}
