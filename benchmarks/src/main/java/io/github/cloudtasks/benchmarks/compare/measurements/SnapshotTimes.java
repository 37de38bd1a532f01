package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.Measurement;
import io.github.cloudtasks.benchmarks.compare.RunningServer;
import io.github.cloudtasks.benchmarks.compare.Samples;
import io.github.cloudtasks.benchmarks.compare.Size;
import io.github.cloudtasks.benchmarks.load.NotSupportedException;
import io.github.cloudtasks.benchmarks.load.Timings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;

/** The times in which the emulator saves a snapshot of a queue with tasks and restores it, as tests do. */
final class SnapshotTimes implements Measurement {
    private static final int RESTORATIONS = 20;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "snapshots";
    }

    @Override
    public String description() {
        return "time to save a snapshot of 10,000 tasks and to restore it, first and later";
    }

    @Override
    public int rounds(Size size) {
        return size.pick(1, 5, 5);
    }

    /** The first restoration of a process has a row of its own. */
    @Override
    public boolean hasProcessPerRound() {
        return true;
    }

    @Override
    public void measure(RunningServer server, Size size, Samples samples) throws IOException, InterruptedException {
        int tasks = size.pick(1000, 10_000, 10_000);
        String subject = String.format(Locale.ROOT, "%,d tasks", tasks);
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            requireSnapshots(http, server);
            String queue = server.newPausedQueue("seeded");
            Timings unused = PushTasks.fill(server, queue, tasks);
            samples.add(subject, "save", "ms", nanos(http, server, "", "{\"name\": \"seeded\"}") / 1e6);
            // What a test leaves behind is not in the snapshot.
            server.newPausedQueue("of-a-test");
            samples.add(subject, "first restoration", "ms", restore(http, server) / 1e6);
            long[] nanos = new long[RESTORATIONS];
            for (int i = 0; i < RESTORATIONS; i++) {
                nanos[i] = restore(http, server);
            }
            samples.add(
                    subject,
                    "restoration, median of " + RESTORATIONS,
                    "ms",
                    new Timings(nanos, 0).percentileMillis(0.5));
            TaskPages restored = new TaskPages(server, queue);
            restored.read(tasks / TaskPages.PAGE + 1);
            samples.requireOnce(subject, tasks, tasks - restored.names(), restored.listed() - restored.names());
        }
    }

    /** Also opens the connection, whose time is not that of the first snapshot. */
    private static void requireSnapshots(HttpClient http, RunningServer server)
            throws IOException, InterruptedException {
        int status = http.send(request(server, "").GET().build(), BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
            throw new NotSupportedException("the server has no snapshots");
        }
    }

    private static long restore(HttpClient http, RunningServer server) throws IOException, InterruptedException {
        return nanos(http, server, "/seeded:restore", "{}");
    }

    private static long nanos(HttpClient http, RunningServer server, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(server, path).POST(BodyPublishers.ofString(body)).build();
        long start = System.nanoTime();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        long nanos = System.nanoTime() - start;
        if (response.statusCode() != 200) {
            throw new IllegalStateException(request.uri() + " answers " + response.body());
        }
        return nanos;
    }

    private static HttpRequest.Builder request(RunningServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + server.address() + "/emulator/v1/snapshots" + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json");
    }
}
