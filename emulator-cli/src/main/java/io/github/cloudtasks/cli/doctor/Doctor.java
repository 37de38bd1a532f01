package io.github.cloudtasks.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.EmulatorClient;
import io.github.cloudtasks.server.environment.EmulatorAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs all checks of a running emulator. */
public final class Doctor {
    private static final int TIMEOUT_MILLIS = 2000;
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final EmulatorClient client;
    private final EmulatorAddress address;
    private final EnvironmentChecks environment;

    /**
     * Creates a doctor.
     *
     * @param environment of the clients
     */
    public Doctor(EmulatorClient client, Map<String, String> environment) {
        this.client = client;
        this.address = client.address();
        this.environment = new EnvironmentChecks(environment, address);
    }

    /** Returns all findings. If the emulator cannot be reached, returns only what explains that. */
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        try {
            JsonNode emulator = client.get("");
            String version = emulator.path("version").asText();
            findings.add(Finding.ok("emulator", "Version " + version + " answers on " + address.hostAndPort() + "."));
            findings.addAll(loopback());
            findings.add(environment.proxies());
            findings.addAll(environment.trust(client.proxyAuthority()));
            findings.addAll(environment.credentials());
            findings.add(StateChecks.clock(emulator.path("time"), Instant.now()));
            findings.addAll(StateChecks.queues(client.get("/queues").path("queues")));
            findings.addAll(new TargetChecks(Doctor::isReachable)
                    .of(client.get("/attempts").path("attempts")));
        } catch (ControlFailure e) {
            findings.add(Finding.problem("emulator", String.valueOf(e.getMessage()), ""));
            findings.add(environment.proxies());
        }
        return findings;
    }

    /** Clients that resolve localhost may try either address first. */
    private List<Finding> loopback() {
        if (!LOCAL.contains(address.host())) {
            return List.of();
        }
        for (String host : List.of("127.0.0.1", "[::1]")) {
            if (exists(host) && !isReachable(host + ":" + address.port())) {
                String other = host.equals("[::1]") ? "127.0.0.1" : "[::1]";
                return List.of(Finding.warning(
                        "loopback",
                        "Nothing listens on %s:%d, which localhost means too.".formatted(host, address.port()),
                        "Start the emulator with --host localhost, publish the port of its container on both addresses, "
                                + "or use %s in clients.".formatted(other)));
            }
        }
        return List.of(Finding.ok("loopback", "localhost reaches the emulator."));
    }

    private static boolean exists(String host) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isReachable(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            InetAddress host = InetAddress.getByName(hostAndPort.substring(0, colon));
            int port = Integer.parseInt(hostAndPort.substring(colon + 1));
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
