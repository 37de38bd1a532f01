package io.github.cloudtasks.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine of a run.
 *
 * @param cpu the model of the CPU
 * @param processors the number of processors that this program may use
 * @param memoryBytes the memory; 0 if it is not known
 * @param kernel the operating system and its version
 * @param jdk the JDK of this program, which also starts jars and the no-op server
 */
record Machine(String cpu, int processors, long memoryBytes, String kernel, String jdk) {
    /** Returns the machine on which this program runs. */
    static Machine current() {
        String memory = find(Path.of("/proc/meminfo"), "MemTotal:\\s+(\\d+) kB", "0");
        return new Machine(
                find(Path.of("/proc/cpuinfo"), "model name\\s*: (.+)", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(memory) << 10,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor.version", Runtime.version().toString()));
    }

    /** Returns a line for the user. */
    String description() {
        return String.format(
                Locale.ROOT, "%s, %d processors, %.1f GB, %s, JDK %s", cpu, processors, memoryBytes / 1e9, kernel, jdk);
    }

    private static String find(Path file, String pattern, String otherwise) {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
            return matcher.find() ? matcher.group(1).strip() : otherwise;
        } catch (IOException e) {
            return otherwise;
        }
    }
}
