package io.github.cloudtasks.benchmarks.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs a class of this module. Load in a process of its own does not delay, by its garbage collections
 * and event loops, the calls that are measured.
 */
public final class JavaProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final Thread hook;

    private JavaProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts the main method of a class, with this JVM and class path. Errors are printed where this process prints
     * them.
     */
    public static JavaProcess start(Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java(), "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new JavaProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Returns the path of this JVM's {@code java}. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Returns the next line that the process prints; null if it has ended. Waits for it. */
    public @Nullable String readLine() throws IOException {
        return output.readLine();
    }

    /** Ends the process. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        process.destroyForcibly();
        process.onExit().join();
    }
}
