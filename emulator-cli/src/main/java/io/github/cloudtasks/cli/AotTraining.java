package io.github.cloudtasks.cli;

import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.settings.CommandLine;
import io.github.cloudtasks.server.settings.ListenAddress;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Starts the program, has it do a little of everything, and ends. A JVM that is told to archive the classes that it
 * loads writes what makes later starts faster; {@code ./emulator} does so after a build, and the container image while
 * it is built. Nothing is rehearsed that most users do not use: what is archived takes room.
 */
final class AotTraining {

    /** Enough for the JVM to see what is called often, and over in a second or two. */
    private static final int ROUNDS = 5;

    private static final List<String> VERSIONS = List.of("v2", "v2beta3", "v2beta2");

    private AotTraining() {}

    /**
     * Plays, and ends.
     *
     * @throws IOException if a call is not answered as it should be
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        CommandLine options = CommandLine.parse(
                List.of("--port", "0", "--log-level", "error", "--lease-calls-per-second", "0"), Map.of());
        try (AotTrainingTarget target = AotTrainingTarget.open();
                EmulatorServer server = Main.start(options);
                AotTrainingGrpcCalls grpc = new AotTrainingGrpcCalls(server.callableAddress().toString(), target)) {
            AotTrainingRestCalls rest = new AotTrainingRestCalls(server.callableAddress(), target);
            for (int round = 0; round < ROUNDS; round++) {
                for (String version : VERSIONS) {
                    grpc.play(version, round);
                    rest.play(version, round);
                }
            }
        }
    }
}
