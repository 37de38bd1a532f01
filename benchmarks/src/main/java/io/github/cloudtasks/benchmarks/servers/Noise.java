package io.github.cloudtasks.benchmarks.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * The share of the machine's CPU time that other processes have used since this object was created. Not thread-safe.
 */
public final class Noise {
    private static final Path STAT = Path.of("/proc/stat");

    private final double busyBefore = machineSeconds();
    private final Duration clientBefore = clientTime();
    private final long start = System.nanoTime();
    private Duration own = Duration.ZERO;

    /** Adds CPU time of a measured server, which is not counted as noise. */
    public void addOwn(Duration cpuTime) {
        own = own.plus(cpuTime);
    }

    /** Returns the share, from 0 to 1. Empty where /proc/stat is missing. */
    public OptionalDouble share() {
        double busy = machineSeconds() - busyBefore;
        if (Double.isNaN(busy)) {
            return OptionalDouble.empty();
        }
        double known = own.plus(clientTime()).minus(clientBefore).toMillis() / 1e3;
        double elapsed = (System.nanoTime() - start) / 1e9;
        return OptionalDouble.of(
                Math.max(0, busy - known) / (elapsed * Runtime.getRuntime().availableProcessors()));
    }

    private static Duration clientTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * Returns the CPU time that the machine has spent since it started, in seconds; NaN where /proc/stat is missing.
     */
    private static double machineSeconds() {
        if (!Files.isReadable(STAT)) {
            return Double.NaN;
        }
        try {
            String[] fields = Files.readAllLines(STAT).getFirst().split(" +", -1);
            long ticks = 0;
            for (int i = 1; i <= 8 && i < fields.length; i++) {
                // The fourth and the fifth are idle and waiting for disks.
                ticks += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
            }
            return ticks / 100.0;
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
