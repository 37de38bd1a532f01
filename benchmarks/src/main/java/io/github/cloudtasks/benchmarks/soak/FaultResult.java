package io.github.cloudtasks.benchmarks.soak;

import io.github.cloudtasks.benchmarks.load.Latencies;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of one fault.
 *
 * @param attempts the attempts of the fault's tasks that have an outcome
 * @param inFlight the most attempts in flight that were seen
 * @param waiting the most tasks in the fault's queues that were seen
 * @param seconds the time from the start of the fault to its end
 * @param cpuSeconds the CPU time of the server during that time
 * @param heapBefore the used heap after a garbage collection, in MB
 * @param recoverySeconds the time from the end of the fault until memory, threads and descriptors had come back
 */
record FaultResult(
        String fault,
        long attempts,
        long inFlight,
        long waiting,
        double seconds,
        double cpuSeconds,
        CallLog.Interval times,
        ServerProbe.Figures before,
        ServerProbe.Figures most,
        ServerProbe.Figures after,
        double heapBefore,
        double heapAfter,
        double recoverySeconds) {

    void print() {
        System.out.printf(
                Locale.ROOT,
                "%-20s %d attempts, at most %d in flight and %d tasks in queues; %.1f s, %.1f s of CPU time; back after %.1f s%n",
                fault,
                attempts,
                inFlight,
                waiting,
                seconds,
                cpuSeconds,
                recoverySeconds);
        print("calls", times.calls());
        print("create to arrival", times.arrivals());
        System.out.printf("  %-18s %9s %9s %9s%n", "server", "before", "most", "after");
        System.out.printf(
                Locale.ROOT,
                "  %-18s %9.0f %9.0f %9.0f%n",
                "resident MB",
                before.rssMegabytes(),
                most.rssMegabytes(),
                after.rssMegabytes());
        System.out.printf(Locale.ROOT, "  %-18s %9.1f %9s %9.1f%n", "heap after GC, MB", heapBefore, "", heapAfter);
        System.out.printf(
                Locale.ROOT, "  %-18s %9d %9d %9d%n", "threads", before.threads(), most.threads(), after.threads());
        System.out.printf(
                Locale.ROOT,
                "  %-18s %9d %9d %9d%n",
                "descriptors",
                before.descriptors(),
                most.descriptors(),
                after.descriptors());
    }

    /** Returns the figures by their name. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("fault", fault);
        figures.put("attempts", attempts);
        figures.put("attemptsInFlight", inFlight);
        figures.put("waitingTasks", waiting);
        figures.put("seconds", seconds);
        figures.put("cpuSeconds", cpuSeconds);
        figures.putAll(JsonFile.times(times));
        figures.put("before", JsonFile.figures(before));
        figures.put("most", JsonFile.figures(most));
        figures.put("after", JsonFile.figures(after));
        figures.put("heapAfterGcMegabytesBefore", heapBefore);
        figures.put("heapAfterGcMegabytesAfter", heapAfter);
        figures.put("recoverySeconds", recoverySeconds);
        return figures;
    }

    private static void print(String what, Latencies latencies) {
        System.out.printf(
                Locale.ROOT,
                "  %-18s %d: p50 %.1f, p99 %.1f, max %.1f ms%n",
                what,
                latencies.count(),
                latencies.quantileMillis(0.5),
                latencies.quantileMillis(0.99),
                latencies.quantileMillis(1));
    }
}
