package io.github.cloudtasks.benchmarks.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
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
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, whose CPU time the operating system counts. */
public final class ServerProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready on https?://([^ /]+)");
    private static final String PORT = "{port}";
    private static final String DIRECTORY = "{directory}";
    private static final long START_SECONDS = 60;
    private static final long POLL_MILLIS = 2;

    private final Command command;
    private final Process process;
    private final String address;
    private final long begin;
    private final @Nullable Path directory;
    private final boolean ownsDirectory;
    private final Thread hook;

    /**
     * A command that starts a server. It has the word part {@code {port}}, which is replaced by a free port, or prints
     * {@code ready on http://HOST:PORT}. The word part {@code {directory}} is replaced by the path of a new directory,
     * which is deleted when the server is closed.
     *
     * @param name the server's name in the table
     * @param words the program and its arguments; the program must become the server itself, not start it as a child
     */
    public record Command(String name, List<String> words) {
        /** Returns the command of the no-op server, on this JVM and class path. */
        public static Command noOp() {
            return new Command(
                    "no-op",
                    List.of(
                            JavaProcess.java(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            main()));
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
                    ? List.of(
                            JavaProcess.java(),
                            "-XX:+UseSerialGC",
                            "-jar",
                            value,
                            "--port",
                            PORT,
                            "--log-level",
                            "error",
                            "--lease-calls-per-second",
                            "0")
                    : List.of(value.split("\\s+"));
            return new Command(text.substring(0, equals), words);
        }

        private static String main() {
            return NoOpServer.class.getName();
        }
    }

    /**
     * Starts a server and waits until it accepts connections at the port of its command, or until it prints the address
     * on which it is ready.
     *
     * @throws IOException if it ends, or is not ready within a minute
     */
    public static ServerProcess start(Command command) throws IOException, InterruptedException {
        boolean hasDirectory = command.words().stream().anyMatch(word -> word.contains(DIRECTORY));
        Path directory = hasDirectory ? Files.createTempDirectory("benchmark") : null;
        return start(command, directory, true);
    }

    private static ServerProcess start(Command command, @Nullable Path directory, boolean ownsDirectory)
            throws IOException, InterruptedException {
        boolean hasPort = command.words().stream().anyMatch(word -> word.contains(PORT));
        String port = hasPort ? Integer.toString(freePort()) : "";
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command.words().stream()
                        .map(word -> word.replace(PORT, port).replace(DIRECTORY, String.valueOf(directory)))
                        .toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CompletableFuture<String> address = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(process, address));
        try {
            if (hasPort) {
                awaitPort(process, Integer.parseInt(port), begin);
                address.complete("127.0.0.1:" + port);
            }
            return new ServerProcess(
                    command, process, address.get(START_SECONDS, TimeUnit.SECONDS), begin, directory, ownsDirectory);
        } catch (ExecutionException | TimeoutException | IOException e) {
            process.destroyForcibly();
            throw new IOException(
                    command.name() + " did not start: " + e.getMessage() + ": " + String.join(" ", command.words()), e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(Process process, int port, long begin) throws IOException, InterruptedException {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (ConnectException e) {
                if (!process.isAlive()) {
                    throw new IOException("it ended with exit code " + process.exitValue(), e);
                }
                if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
                    throw new IOException("it does not listen on port " + port + " after " + START_SECONDS + " s", e);
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
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

    private ServerProcess(
            Command command,
            Process process,
            String address,
            long begin,
            @Nullable Path directory,
            boolean ownsDirectory) {
        this.command = command;
        this.process = process;
        this.address = address;
        this.begin = begin;
        this.directory = directory;
        this.ownsDirectory = ownsDirectory;
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The address that the server listens on, {@code host:port}. */
    public String address() {
        return address;
    }

    /** Returns when the process was started, as a value of {@link System#nanoTime}. */
    public long begin() {
        return begin;
    }

    /** Returns the id of the process. */
    public long pid() {
        return process.pid();
    }

    /** Returns what the operating system counts for the process. */
    public ProcessFigures figures() {
        return new ProcessFigures(pid());
    }

    /** Returns the CPU time of all threads of the process, as {@link ProcessFigures#cpuTime}. */
    public Duration cpuTime() {
        return figures().cpuTime();
    }

    /** Ends the process with SIGKILL, so that it cannot do anything more, and waits for its end. */
    public void kill() {
        Runtime.getRuntime().removeShutdownHook(hook);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Returns the directory that the command names, or null if it has no {@code {directory}}. */
    public @Nullable Path directory() {
        return directory;
    }

    /**
     * Ends the process with SIGKILL and starts another one with the same command and directory. The directory is
     * deleted when this object is closed, after the returned one.
     */
    public ServerProcess killAndStartAgain() throws IOException, InterruptedException {
        kill();
        return start(command, directory, false);
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
        if (directory != null && ownsDirectory) {
            try {
                Directories.delete(directory);
            } catch (IOException e) {
                System.err.println(directory + " could not be deleted: " + e.getMessage());
            }
        }
    }
}
