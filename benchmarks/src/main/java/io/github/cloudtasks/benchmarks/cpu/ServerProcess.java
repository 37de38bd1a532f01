package io.github.cloudtasks.benchmarks.cpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, whose CPU time the operating system counts. */
public final class ServerProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready on https?://([^ /]+)");
    private static final long START_SECONDS = 60;

    private final Process process;
    private final String address;
    private final Thread hook;

    /**
     * A command that starts a server.
     *
     * @param name the server's name in the table
     * @param words the program and its arguments; the program must become the server itself, not start it as a child
     */
    public record Command(String name, List<String> words) {
        /** Returns the command of the no-op server, on this JVM and class path. */
        static Command noOp() {
            return new Command(
                    "no-op", List.of(java(), "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), main()));
        }

        /**
         * Reads {@code NAME=JAR} or {@code NAME=COMMAND}. An emulator's jar is started with this JVM on a free port; a
         * command is split at spaces.
         *
         * @throws IllegalArgumentException if there is no {@code =}
         */
        public static Command parse(String text) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("--server needs NAME=JAR or NAME=COMMAND, not " + text);
            }
            String value = text.substring(equals + 1).strip();
            List<String> words = value.endsWith(".jar")
                    ? List.of(java(), "-XX:+UseSerialGC", "-jar", value, "--port", "0", "--log-level", "error")
                    : List.of(value.split("\\s+"));
            return new Command(text.substring(0, equals), words);
        }

        private static String java() {
            return Path.of(System.getProperty("java.home"), "bin", "java").toString();
        }

        private static String main() {
            return NoOpServer.class.getName();
        }
    }

    /** Starts a server and waits until it prints the address on which it is ready. */
    public static ServerProcess start(Command command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command.words())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CompletableFuture<String> address = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(process, address));
        try {
            return new ServerProcess(process, address.get(START_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IOException(command.name() + " did not start: " + String.join(" ", command.words()), e);
        }
    }

    /** Reads to the end, so that the process never blocks on a full pipe. */
    private static void read(Process process, CompletableFuture<String> address) {
        try (BufferedReader reader = process.inputReader();
                Stream<String> lines = reader.lines()) {
            lines.forEach(line -> {
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    address.complete(ready.group(1));
                }
            });
            address.completeExceptionally(new IOException("its output ended without the line 'ready on http://...'"));
        } catch (IOException | RuntimeException e) {
            address.completeExceptionally(e);
        }
    }

    private ServerProcess(Process process, String address) {
        this.process = process;
        this.address = address;
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The address that the server listens on, {@code host:port}. */
    public String address() {
        return address;
    }

    /** Returns the id of the process. */
    public long pid() {
        return process.pid();
    }

    /**
     * Returns the CPU time of all threads of the process, in user and kernel mode. Linux counts it in steps of 10 ms.
     */
    public Duration cpuTime() {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("the process has ended or its CPU time is not known"));
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
