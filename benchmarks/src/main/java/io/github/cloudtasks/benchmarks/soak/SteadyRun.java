package io.github.cloudtasks.benchmarks.soak;

import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The soak: hours or minutes of {@link SteadyLoad}, with figures for each interval, and checks at the end. */
final class SteadyRun {
    private static final int CAPACITY_WARM_UP_SECONDS = 15;
    private static final int CAPACITY_SECONDS = 10;
    /** One task of so many fails at its first attempt. */
    private static final int FAILING = 20;

    private static final int INTERVALS = 12;
    private static final int LONGEST_INTERVAL_SECONDS = 60;
    /** Delayed tasks are due after at most ten seconds. */
    private static final Duration DRAIN = Duration.ofSeconds(60);

    private static final double HEAP_MARGIN = 8;
    private static final double RSS_MARGIN = 32;
    private static final double THREAD_MARGIN = 4;
    private static final double DESCRIPTOR_MARGIN = 32;

    private final ServerProcess server;
    private final ServerProbe probe;
    private final Verdicts verdicts;
    private final SoakSettings settings;
    private final Ledger ledger = new Ledger();
    private final PullLedger pullLedger = new PullLedger();
    private final CallLog log = new CallLog();

    SteadyRun(ServerProcess server, ServerProbe probe, Verdicts verdicts, SoakSettings settings) {
        this.server = server;
        this.probe = probe;
        this.verdicts = verdicts;
        this.settings = settings;
    }

    /** Runs the soak, and adds the figures of its intervals to a list. */
    void run(List<SteadyRow> rows) throws IOException, InterruptedException {
        try (LedgerTarget target = new LedgerTarget(ledger, log, FAILING);
                SteadyLoad load = new SteadyLoad(server.address(), ledger, pullLedger, log, target)) {
            double rate = rate(load);
            load.start(rate);
            SteadyRow.printHeader();
            int seconds = settings.minutes() * 60;
            int interval = Math.min(LONGEST_INTERVAL_SECONDS, seconds / INTERVALS);
            CallLog.Interval unused = log.next();
            for (int i = 1; i <= seconds / interval; i++) {
                rows.add(interval(load, interval, i));
                rows.getLast().print();
            }
            load.hold();
            drain(load);
            checkTasks(load);
        }
        checkTrend(rows);
    }

    private double rate(SteadyLoad load) throws InterruptedException {
        if (settings.rate() > 0) {
            return settings.rate();
        }
        double unused = load.capacity(CAPACITY_WARM_UP_SECONDS);
        double capacity = load.capacity(CAPACITY_SECONDS);
        System.out.printf(
                Locale.ROOT,
                "capacity: %.0f operations/s, one of which is one to some 20 calls; the soak starts %.0f a second%n",
                capacity,
                capacity / 2);
        load.hold();
        awaitArrivals();
        load.release();
        return capacity / 2;
    }

    private SteadyRow interval(SteadyLoad load, int seconds, int number) throws IOException, InterruptedException {
        long start = System.nanoTime();
        double cpu = probe.cpuSeconds();
        TimeUnit.SECONDS.sleep(seconds);
        cpu = probe.cpuSeconds() - cpu;
        CallLog.Interval times = log.next();
        double elapsed = (System.nanoTime() - start) / 1e9;
        ServerProbe.Figures figures = probe.read();
        List<String> metrics = probe.metrics();
        long waiting = (long) ServerProbe.sum(metrics, "cloudtasks_tasks", "");
        // The load pauses, so that no call waits for this garbage collection.
        load.hold();
        double heap = probe.liveHeapMegabytes();
        CallLog.Interval unused = log.next();
        load.release();
        return new SteadyRow(number * seconds / 60.0, elapsed, times, figures, heap, waiting, cpu);
    }

    private void awaitArrivals() throws InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        while (!ledger.lost().isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void drain(SteadyLoad load) throws InterruptedException {
        awaitArrivals();
        load.drainPullQueues();
    }

    private void checkTasks(SteadyLoad load) {
        int expected = ledger.expected();
        System.out.printf(
                "push tasks: %d expected, %d with a failed attempt; pull tasks: %d, leased %d times; queues: %d%n",
                expected, ledger.retried(), pullLedger.size(), pullLedger.leases(), load.cycles());
        verdicts.check(
                "soak: calls",
                log.failures() == 0,
                log.failures() + " calls failed; the first one: " + log.firstFailure());
        none("soak: no lost task", ledger.lost(), "of " + expected + " acknowledged tasks have not arrived");
        none("soak: no doubled task", ledger.doubled(), "tasks arrived again after a success");
        none(
                "soak: nothing after removal",
                ledger.deliveredAfterRemoval(),
                "tasks arrived although they had been deleted or purged before they were due");
        verdicts.check(
                "soak: pull tasks",
                pullLedger.lost() == 0 && pullLedger.doubled() == 0,
                pullLedger.lost() + " pull tasks were lost, and " + pullLedger.doubled()
                        + " leases were of tasks that were leased or acknowledged already");
    }

    private void none(String check, List<Integer> tasks, String failure) {
        verdicts.check(
                check,
                tasks.isEmpty(),
                tasks.size() + " " + failure + "; the first of them: " + tasks.subList(0, Math.min(5, tasks.size())));
    }

    private void checkTrend(List<SteadyRow> rows) {
        flat("heap after GC, MB", rows, SteadyRow::liveHeap, 0.1, HEAP_MARGIN);
        flat("resident memory, MB", rows, row -> row.server().rssMegabytes(), 0.1, RSS_MARGIN);
        flat("threads", rows, row -> row.server().threads(), 0.1, THREAD_MARGIN);
        flat("descriptors", rows, row -> row.server().descriptors(), 0.25, DESCRIPTOR_MARGIN);
    }

    /**
     * Checks that a figure does not grow. The first sixth of the intervals is warm-up; of the others, the mean of the
     * last third must not exceed that of the first third by more than a share of it, or the margin if that is more.
     */
    private void flat(
            String what, List<SteadyRow> rows, ToDoubleFunction<SteadyRow> figure, double share, double margin) {
        List<SteadyRow> warm = rows.subList(rows.size() / 6, rows.size());
        int third = warm.size() / 3;
        double first = mean(warm.subList(0, third), figure);
        double last = mean(warm.subList(warm.size() - third, warm.size()), figure);
        System.out.printf(Locale.ROOT, "%-24s first third %8.1f, last third %8.1f%n", what, first, last);
        verdicts.check(
                "soak: flat " + what,
                !(last > first + Math.max(first * share, margin)),
                String.format(Locale.ROOT, "%.1f in the first third, but %.1f in the last third", first, last));
    }

    private static double mean(List<SteadyRow> rows, ToDoubleFunction<SteadyRow> figure) {
        return rows.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }
}
