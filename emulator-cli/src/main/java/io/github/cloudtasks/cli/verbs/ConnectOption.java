package io.github.cloudtasks.cli.verbs;

import io.github.cloudtasks.cli.control.EmulatorClient;
import io.github.cloudtasks.server.environment.EmulatorAddress;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The option for the address of a running emulator. */
final class ConnectOption {

    @Option(
            names = "--connect",
            paramLabel = "ADDRESS",
            scope = ScopeType.INHERIT,
            description = "address of the emulator, HOST:PORT or a URL (CLOUD_TASKS_EMULATOR_HOST or "
                    + "CLOUDTASKS_EMULATOR_HOST, default 127.0.0.1:8123)")
    private String address = "";

    /** Returns whether the option was given. */
    boolean isGiven() {
        return !address.isEmpty();
    }

    /**
     * Returns the address.
     *
     * @throws IllegalArgumentException if the option or the environment has no address; the message is a sentence
     */
    EmulatorAddress address() {
        return address.isEmpty() ? EmulatorAddress.of(System.getenv()) : EmulatorAddress.parse(address);
    }

    /**
     * Returns a new client.
     *
     * @throws IllegalArgumentException if the option or the environment has no address; the message is a sentence
     */
    EmulatorClient open() {
        return new EmulatorClient(address());
    }
}
