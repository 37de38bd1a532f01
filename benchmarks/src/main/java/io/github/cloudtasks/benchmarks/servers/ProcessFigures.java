package io.github.cloudtasks.benchmarks.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The figures of a process: those that the operating system counts, and the live objects of a JVM.
 *
 * @param pid the number of the process
 */
public record ProcessFigures(long pid) {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)\\s*");
    private static final long HISTOGRAM_SECONDS = 60;

    /**
     * Returns the CPU time of all threads of the process, in user and kernel mode. Linux counts it in steps of 10 ms.
     *
     * @throws IllegalStateException if the process has ended
     */
    public Duration cpuTime() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(
                        () -> new IllegalStateException("process " + pid + " has ended, or its CPU time is not known"));
    }

    /** Returns the resident memory in bytes. Empty where /proc is missing. */
    public OptionalLong residentBytes() {
        try {
            Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return resident.find() ? OptionalLong.of(Long.parseLong(resident.group(1)) << 10) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Collects the garbage of a JVM and returns the bytes of the objects that are left. Empty if the process is not a
     * JVM of this user.
     */
    public OptionalLong liveHeapBytes() throws InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process histogram = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            OptionalLong total;
            try (BufferedReader reader = histogram.inputReader();
                    Stream<String> lines = reader.lines()) {
                total = lines.map(TOTAL::matcher)
                        .filter(Matcher::matches)
                        .mapToLong(line -> Long.parseLong(line.group(1)))
                        .findFirst();
            }
            if (!histogram.waitFor(HISTOGRAM_SECONDS, TimeUnit.SECONDS)) {
                histogram.destroyForcibly();
                return OptionalLong.empty();
            }
            return total;
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
