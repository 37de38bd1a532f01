package io.github.cloudtasks.cli.training;

import io.github.cloudtasks.cli.serve.ServerProgram;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.settings.CommandLine;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The training run for the archive of classes (AppCDS, AOT cache) that shortens later starts. Starts the server, lets
 * {@link TrainingCalls} call it from another process, and ends. {@code ./emulator} runs it after a build, and so do the
 * builds of the image and of the archives.
 *
 * <p>The callers are another process because the JVM loads every archived class at each start: with the classes of
 * clients, 600 more.
 */
final class AotTraining {
    private AotTraining() {}

    /**
     * Runs the training.
     *
     * @throws IOException if a call failed, or its process could not be started; its output says why
     */
    public static void main(String[] arguments) throws IOException, InterruptedException, PortUnavailableException {
        ServerProgram.prepare();
        try (EmulatorServer server = start()) {
            int exitCode = new ProcessBuilder(
                            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            TrainingCalls.class.getName(),
                            server.callableAddress().host(),
                            String.valueOf(server.port()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IOException("the calls of the training failed; see the output above");
            }
        }
    }

    private static EmulatorServer start() throws PortUnavailableException {
        CommandLine commandLine = CommandLine.parse(List.of("--port", "0", "--lease-calls-per-second", "0"), Map.of());
        EmulatorServer server = ServerProgram.start(commandLine, System.out);
        ServerProgram.logClients(server);
        return server;
    }
}
