package io.github.cloudtasks.cli;

import io.github.cloudtasks.cli.serve.ServerProgram;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.settings.CommandLine;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The training run for the archive of classes (AppCDS, AOT cache) that shortens later starts. Starts the server, calls
 * every common method, and ends. {@code ./emulator} runs it after a build, and the container image when it is built.
 * Rare features are left out, because archived classes take space.
 */
final class AotTraining {

    /** Enough for the JVM to find hot methods, in one or two seconds. */
    private static final int ROUNDS = 5;

    private static final List<String> VERSIONS = List.of("v2", "v2beta3", "v2beta2");

    private AotTraining() {}

    /**
     * Runs the training.
     *
     * @throws IOException if a response is not as expected
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        CommandLine commandLine = CommandLine.parse(List.of("--port", "0", "--lease-calls-per-second", "0"), Map.of());
        try (AotTrainingTarget target = AotTrainingTarget.open();
                EmulatorServer server = start(commandLine);
                AotTrainingGrpcCalls grpc =
                        new AotTrainingGrpcCalls(server.callableAddress().toString(), target)) {
            AotTrainingRestCalls rest = new AotTrainingRestCalls(server.callableAddress(), target);
            for (int round = 0; round < ROUNDS; round++) {
                for (String version : VERSIONS) {
                    grpc.run(version, round);
                    rest.run(version, round);
                }
            }
        }
    }

    private static EmulatorServer start(CommandLine commandLine) throws PortUnavailableException {
        EmulatorServer server = ServerProgram.start(commandLine, System.out);
        ServerProgram.logClients(server);
        return server;
    }
}
