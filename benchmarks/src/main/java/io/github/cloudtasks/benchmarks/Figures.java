package io.github.cloudtasks.benchmarks;

import java.util.Locale;

/** Prints what was done and how fast, also as a ratio to a call that does nothing, measured in the same run. */
final class Figures {
    private final double baseline;

    /**
     * Figures of one run.
     *
     * @param baseline calls per second that do nothing
     */
    Figures(double baseline) {
        this.baseline = baseline;
        print("health checks (baseline)", baseline);
    }

    /** Work that takes its time. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    /** Does the work; returns how often per second it did what it did {@code count} times. */
    static double perSecond(int count, Work work) throws InterruptedException {
        long start = System.nanoTime();
        work.run();
        return count * 1e9 / (System.nanoTime() - start);
    }

    void measure(String what, int count, Work work) throws InterruptedException {
        print(what, perSecond(count, work));
    }

    /** Ends the program unless {@code actual} is {@code expected}. */
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
