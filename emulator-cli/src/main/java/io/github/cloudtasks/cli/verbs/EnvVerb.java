package io.github.cloudtasks.cli.verbs;

import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.EmulatorClient;
import io.github.cloudtasks.cli.env.EnvFormat;
import io.github.cloudtasks.server.environment.ClientFiles;
import io.github.cloudtasks.server.environment.ClientVariables;
import io.github.cloudtasks.server.environment.EmulatorAddress;
import io.github.cloudtasks.server.environment.EmulatorFacts;
import io.github.cloudtasks.server.environment.ProxyExceptions;
import io.github.cloudtasks.server.files.ProtectedDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code emulator env}: prints the variables for clients of a running emulator, and writes the files that they name.
 */
@Command
final class EnvVerb implements Callable<Integer> {
    /** The service of docs/compose.md. */
    private static final String SERVICE = "tasks";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "sh, fish, powershell, dotenv, json, compose or github; default sh")
    private EnvFormat format = EnvFormat.SH;

    @Mixin
    private ConnectOption connect = new ConnectOption();

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            description = "address at which the clients reach the emulator, if it is not that of --connect; with "
                    + "compose the default host is tasks")
    private String address = "";

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "directory for the files that the variables name; the default is below the user's data directory")
    private String directory = "";

    @Option(names = "--keep-credentials", description = "let the clients use the credentials that they find")
    private boolean keepsCredentials;

    @Override
    public Integer call() throws ControlFailure, IOException {
        Map<String, String> environment = System.getenv();
        boolean inContainer = format == EnvFormat.COMPOSE;
        try (EmulatorClient client = connect.open()) {
            EmulatorFacts emulator = client.facts(clientAddress(client.address(), inContainer));
            Map<String, String> existing = inContainer ? Map.of() : environment;
            warn(emulator, existing);
            Path target = directory.isEmpty() ? defaultDirectory(client.address()) : Path.of(directory);
            String seen = inContainer
                    ? ClientFiles.DIRECTORY_IN_CONTAINER
                    : target.toAbsolutePath().toString();
            ClientFiles.forThisMachine(emulator, environment, seen)
                    .writeTo(inContainer ? ProtectedDirectory.openForAll(target) : ProtectedDirectory.open(target));
            System.out.print(format.text(ClientVariables.of(emulator, seen, existing, keepsCredentials)));
            if (inContainer) {
                String volume = target.toAbsolutePath() + ":" + ClientFiles.DIRECTORY_IN_CONTAINER + ":ro";
                System.out.print("volumes:\n  - " + EnvFormat.composeText(volume) + "\n");
            }
            return 0;
        }
    }

    private EmulatorAddress clientAddress(EmulatorAddress connected, boolean inContainer) {
        if (!address.isEmpty()) {
            return EmulatorAddress.parse(address);
        }
        return inContainer ? new EmulatorAddress("http", SERVICE, connected.port()) : connected;
    }

    /** Emulators at several addresses have their own files. */
    private static Path defaultDirectory(EmulatorAddress address) {
        String name = address.hostAndPort().replaceAll("[^\\w.-]", "_");
        return ClientFiles.userDirectory(System.getenv()).resolve("clients").resolve(name);
    }

    private void warn(EmulatorFacts emulator, Map<String, String> environment) {
        if (!emulator.hasProxy()) {
            System.err.println("The emulator was started without --proxy, so the clients of Google do not find it by "
                    + "these variables alone. Start it with --proxy --proxy-tokens.");
            return;
        }
        ProxyExceptions.of(environment, emulator.address().host())
                .dropped()
                .forEach(entry -> System.err.println("NO_PROXY contains " + entry
                        + ", which is left out: it would keep clients from the emulator."));
        UpstreamProxy upstream = UpstreamProxy.of(environment, emulator.address());
        if (!upstream.url().isEmpty()) {
            System.err.println(
                    upstream.variable() + " is set to another proxy. Start the emulator with --proxy-upstream "
                            + upstream.urlWithoutPassword() + ", so that other hosts are still reached through it.");
        }
    }
}
