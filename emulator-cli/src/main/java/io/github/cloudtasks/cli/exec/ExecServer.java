package io.github.cloudtasks.cli.exec;

import io.github.cloudtasks.cli.serve.ServerProgram;
import io.github.cloudtasks.server.environment.EmulatorAddress;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.settings.CommandLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The emulator that {@code exec} starts in its own process: on a free port, with the proxy, for the project demo. */
public final class ExecServer {
    private static final List<String> PROJECT = List.of("EMULATOR_PROJECT", "GOOGLE_CLOUD_PROJECT");

    private ExecServer() {}

    /**
     * Starts the emulator, which ends with the JVM. The line that reports that it is ready is printed on stderr.
     *
     * @param flags of the server
     * @param environment of this process
     * @param upstream the proxy through which other hosts are reached; empty for none
     * @param answersTokens whether the emulator answers for the hosts that issue tokens
     * @throws IllegalArgumentException if a flag or a variable is wrong; the message is a sentence
     * @throws PortUnavailableException if the server cannot listen on its address
     */
    public static EmulatorAddress start(
            List<String> flags, Map<String, String> environment, String upstream, boolean answersTokens)
            throws PortUnavailableException {
        ServerProgram.prepare();
        CommandLine line = CommandLine.parse(flags, withDefaults(environment, "", answersTokens));
        if (line.settings().proxy().tunnels()) {
            // Checked first, because an upstream proxy is a mistake if no other host is reached.
            line = CommandLine.parse(flags, withDefaults(environment, upstream, answersTokens));
        }
        if (line.action() != CommandLine.Action.RUN) {
            throw new IllegalArgumentException("--version is no flag of exec.");
        }
        return EmulatorAddress.parse(
                ServerProgram.start(line, System.err).callableAddress().toString());
    }

    /** Returns an environment in which the defaults of {@code exec} are set. Flags and set variables override them. */
    static Map<String, String> withDefaults(Map<String, String> environment, String upstream, boolean answersTokens) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "EMULATOR_PORT",
                "0",
                "EMULATOR_PROXY",
                "true",
                "EMULATOR_PROXY_TOKENS",
                String.valueOf(answersTokens),
                "EMULATOR_PROXY_UPSTREAM",
                upstream));
        if (PROJECT.stream().allMatch(name -> environment.getOrDefault(name, "").isEmpty())) {
            settings.put("EMULATOR_PROJECT", "demo");
        }
        environment.forEach((name, value) -> {
            if (!value.isEmpty()) {
                settings.put(name, value);
            }
        });
        return settings;
    }
}
