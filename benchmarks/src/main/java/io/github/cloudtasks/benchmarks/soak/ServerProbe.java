package io.github.cloudtasks.benchmarks.soak;

import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads the figures of the server process from the operating system, and from its metrics. Needs Linux. */
final class ServerProbe implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");

    private final ServerProcess server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ServerProbe(ServerProcess server) {
        this.server = server;
    }

    /**
     * The figures of a moment.
     *
     * @param rssBytes resident memory
     * @param descriptors open file descriptors
     */
    record Figures(long rssBytes, int threads, int descriptors) {
        double rssMegabytes() {
            return rssBytes / 1e6;
        }

        /** Returns the larger one of each figure. */
        Figures most(Figures other) {
            return new Figures(
                    Math.max(rssBytes, other.rssBytes),
                    Math.max(threads, other.threads),
                    Math.max(descriptors, other.descriptors));
        }
    }

    /** Returns whether this machine has what the probe reads. */
    static boolean isSupported() {
        return Files.isReadable(PROC.resolve("self/status"));
    }

    Figures read() throws IOException {
        Path directory = PROC.resolve(Long.toString(server.pid()));
        long rss = server.figures().residentBytes().orElseThrow(() -> new IOException("the server has ended"));
        int threads = 0;
        for (String line : Files.readAllLines(directory.resolve("status"))) {
            if (line.startsWith("Threads:")) {
                threads = Integer.parseInt(line.replaceAll("\\D", ""));
            }
        }
        try (Stream<Path> descriptors = Files.list(directory.resolve("fd"))) {
            return new Figures(rss, threads, (int) descriptors.count());
        }
    }

    /** Returns the CPU time that the process has used, in seconds. */
    double cpuSeconds() {
        return server.cpuTime().toMillis() / 1e3;
    }

    /** Makes the server collect garbage. Returns the size of its live objects in MB, or NaN if it cannot be read. */
    double liveHeapMegabytes() throws InterruptedException {
        OptionalLong live = server.figures().liveHeapBytes();
        return live.isPresent() ? live.getAsLong() / 1e6 : Double.NaN;
    }

    /** Returns the lines of the metrics that have a value. */
    List<String> metrics() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + server.address() + "/metrics"))
                .timeout(Duration.ofMinutes(1))
                .build();
        return http.send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    /** Returns the sum of a metric over all label values that contain a text. */
    static double sum(List<String> metrics, String name, String labels) {
        return metrics.stream()
                .filter(line -> line.startsWith(name + "{") && line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
