package io.github.cloudtasks.benchmarks;

import java.util.Locale;

/** Prints throughputs per second and relative to calls that do nothing, which are measured in the same run. */
final class Report {
    private final double baseline;

    /**
     * Prints the baseline.
     *
     * @param baseline calls that do nothing, per second
     */
    Report(double baseline) {
        this.baseline = baseline;
        print("health checks (baseline)", baseline);
    }

    /** Work whose time is measured. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    /** Does the work and returns its throughput: {@code count} divided by the seconds that it took. */
    static double perSecond(int count, Work work) throws InterruptedException {
        long start = System.nanoTime();
        work.run();
        return count * 1e9 / (System.nanoTime() - start);
    }

    void measure(String what, int count, Work work) throws InterruptedException {
        print(what, perSecond(count, work));
    }

    /** Prints a number and throws an exception unless it is the expected one. */
    static void require(String what, long actual, long expected) {
        System.out.printf(Locale.ROOT, "%-44s %10d%n", what, actual);
        if (actual != expected) {
            throw new IllegalStateException(what + ": " + actual + " instead of " + expected);
        }
    }

    private void print(String what, double perSecond) {
        System.out.printf(Locale.ROOT, "%-44s %10.0f/s   %5.2f × baseline%n", what, perSecond, perSecond / baseline);
    }
}
