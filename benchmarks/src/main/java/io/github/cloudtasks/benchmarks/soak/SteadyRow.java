package io.github.cloudtasks.benchmarks.soak;

import io.github.cloudtasks.benchmarks.load.Latencies;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of an interval of the soak.
 *
 * @param minute the end of the interval, since the start of the load
 * @param seconds the length of the interval
 * @param server the figures of the server at the end of the interval, under load
 * @param liveHeap the used heap after a garbage collection, in MB
 * @param waiting the tasks in all queues
 * @param cpuSeconds the CPU time of the server
 */
record SteadyRow(
        double minute,
        double seconds,
        CallLog.Interval times,
        ServerProbe.Figures server,
        double liveHeap,
        long waiting,
        double cpuSeconds) {

    static void printHeader() {
        System.out.printf(
                "%6s %8s %26s %26s %26s %7s %8s %8s %7s %7s %8s%n",
                "minute",
                "calls/s",
                "calls p50/p99/max ms",
                "arrival p50/p99/max ms",
                "lateness p50/p99/max ms",
                "RSS MB",
                "heap MB",
                "threads",
                "files",
                "CPU %",
                "waiting");
    }

    void print() {
        System.out.printf(
                Locale.ROOT,
                "%6.1f %8.0f %26s %26s %26s %7.0f %8.1f %8d %7d %7.0f %8d%n",
                minute,
                times.calls().count() / seconds,
                text(times.calls()),
                text(times.arrivals()),
                text(times.lateness()),
                server.rssMegabytes(),
                liveHeap,
                server.threads(),
                server.descriptors(),
                100 * cpuSeconds / seconds,
                waiting);
    }

    private static String text(Latencies latencies) {
        return String.format(
                Locale.ROOT,
                "%.1f/%.1f/%.1f",
                latencies.quantileMillis(0.5),
                latencies.quantileMillis(0.99),
                latencies.quantileMillis(1));
    }

    /** Returns the figures by their name. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("minute", minute);
        figures.put("callsPerSecond", times.calls().count() / seconds);
        figures.putAll(JsonFile.times(times));
        figures.put("server", JsonFile.figures(server));
        figures.put("heapAfterGcMegabytes", liveHeap);
        figures.put("waitingTasks", waiting);
        figures.put("cpuSeconds", cpuSeconds);
        return figures;
    }
}
