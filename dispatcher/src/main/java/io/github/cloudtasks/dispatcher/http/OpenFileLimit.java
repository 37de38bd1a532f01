package io.github.cloudtasks.dispatcher.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that the process has no file descriptors left for connections, at most once a minute, because every connection
 * fails in this state. Thread-safe.
 */
public final class OpenFileLimit {
    private static final Logger log = LoggerFactory.getLogger(OpenFileLimit.class);
    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();

    /** Read when the class is loaded, because a process at its limit cannot read a file. */
    private static final String LIMIT = limit(Path.of("/proc/self/limits"));

    private final String effect;
    private final LongSupplier nanoTime;
    private final AtomicLong nextLog;

    /**
     * Creates the log of one kind of connections.
     *
     * @param effect what happens to them, such as {@code connections of clients wait}
     */
    public OpenFileLimit(String effect) {
        this(effect, System::nanoTime);
    }

    OpenFileLimit(String effect, LongSupplier nanoTime) {
        this.effect = effect;
        this.nanoTime = nanoTime;
        this.nextLog = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Logs the limit if it is the cause of a failure and was not logged within the last minute.
     *
     * @return whether the limit is the cause
     */
    public boolean isReached(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !isLimit(cause)) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return false;
        }
        long now = nanoTime.getAsLong();
        long next = nextLog.get();
        if (now - next >= 0 && nextLog.compareAndSet(next, now + PERIOD_NANOS)) {
            log.warn(
                    "Too many open files: {} until others are closed. Raise the limit of open files (ulimit -n{}), or close "
                            + "connections.",
                    effect,
                    LIMIT);
        }
        return true;
    }

    /** Java reports the error of the operating system, EMFILE or ENFILE, as text only. */
    private static boolean isLimit(Throwable cause) {
        return cause instanceof IOException
                && String.valueOf(cause.getMessage()).startsWith("Too many open files");
    }

    private static String limit(Path limits) {
        try {
            Matcher line = Pattern.compile("(?m)^Max open files +(\\d+)").matcher(Files.readString(limits));
            return line.find() ? ", now " + line.group(1) : "";
        } catch (IOException e) {
            return ""; // not Linux
        }
    }
}
