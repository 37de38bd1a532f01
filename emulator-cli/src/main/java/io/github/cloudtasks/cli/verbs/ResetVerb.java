package io.github.cloudtasks.cli.verbs;

import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.EmulatorClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code emulator reset}: resets the emulator to its initial state. */
@Command
final class ResetVerb implements Callable<Integer> {

    @Mixin
    private ConnectOption connect = new ConnectOption();

    @Override
    public Integer call() throws ControlFailure {
        try (EmulatorClient client = connect.open()) {
            client.post("/reset", Map.of());
            System.err.println("Reset the emulator on " + client.address().hostAndPort() + ".");
            return 0;
        }
    }
}
