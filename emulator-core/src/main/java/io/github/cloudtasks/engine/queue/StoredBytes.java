package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory that everything stored takes together, as {@link StoredSize} estimates it, and its limit
 * {@link io.github.cloudtasks.engine.spec.Limits#storedBytes}. It refuses what a client adds beyond the limit, so that
 * the heap keeps room to serve all other requests.
 *
 * <p>Thread-safe. The sum is exact: concurrent requests cannot exceed the limit together.
 */
public final class StoredBytes {
    private static final Logger log = LoggerFactory.getLogger(StoredBytes.class);

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    /** The part of {@link #used} that blocked names take. Only read for messages. */
    private final LongAdder blockedNames = new LongAdder();
    /** The part of {@link #used} that snapshots take. Only read for messages. */
    private final LongAdder snapshots = new LongAdder();

    private volatile Dispensable dispensable = bytes -> {};
    /** Whether the refusal was logged since there was room the last time. */
    private volatile boolean refusing;

    /** Stored data that is given up before a request is refused. */
    @FunctionalInterface
    public interface Dispensable {
        /** Frees at least this much, or all that there is. May be called under the lock of a queue. */
        void free(long bytes);
    }

    /** Creates an empty sum with a limit in bytes. */
    public StoredBytes(long limit) {
        this.limit = limit;
    }

    /** Sets the data that is given up before a request is refused. */
    public void setDispensable(Dispensable data) {
        dispensable = data;
    }

    /**
     * Adds the size of what a client wants to store.
     *
     * @throws ApiException RESOURCE_EXHAUSTED if it does not fit. Then nothing was added
     */
    public void reserve(long bytes) {
        if (!tryReserve(bytes)) {
            dispensable.free(used.get() + bytes - limit);
            if (!tryReserve(bytes)) {
                throw full();
            }
        }
    }

    private boolean tryReserve(long bytes) {
        if (used.addAndGet(bytes) <= limit) {
            refusing = refusing && used.get() > limit - limit / 10;
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /**
     * Checks that a request whose parts are stored one by one fits as a whole.
     *
     * @throws ApiException RESOURCE_EXHAUSTED if it does not fit
     */
    public void requireRoom(long bytes) {
        reserve(bytes);
        add(-bytes);
    }

    /** Adds a size that cannot be refused, for example that of the name of a deleted task, or subtracts it. */
    public void add(long bytes) {
        used.addAndGet(bytes);
    }

    /** Adds the size of blocked names, or subtracts it. */
    void addNames(long bytes) {
        used.addAndGet(bytes);
        blockedNames.add(bytes);
    }

    /**
     * Adds the size of a snapshot.
     *
     * @throws ApiException RESOURCE_EXHAUSTED if it does not fit. Then nothing was added
     */
    public void reserveForSnapshot(long bytes) {
        reserve(bytes);
        snapshots.add(bytes);
    }

    /** Subtracts the size of a deleted snapshot. */
    public void freeFromSnapshot(long bytes) {
        add(-bytes);
        snapshots.add(-bytes);
    }

    /** Returns the sum in bytes. It can exceed the limit, because not everything can be refused. */
    public long used() {
        return used.get();
    }

    private ApiException full() {
        String text = "The emulator is full: its queues and tasks take " + megabytes(used.get()) + " of the "
                + megabytes(limit) + " that its heap has for them." + aboutNames() + aboutSnapshots()
                + " Delete or purge tasks, or start it with a larger heap: --memory of docker run, or -Xmx in the"
                + " environment variable JAVA_TOOL_OPTIONS.";
        if (!refusing) {
            refusing = true;
            log.warn("A request was refused with RESOURCE_EXHAUSTED. {}", text);
        }
        return new ApiException(Code.RESOURCE_EXHAUSTED, text);
    }

    private String aboutNames() {
        long names = blockedNames.sum();
        return names < limit / 10
                ? ""
                : " Names of deleted tasks and queues, which are blocked for some time, take " + megabytes(names)
                        + "; see --task-name-reuse and --queue-name-reuse.";
    }

    private String aboutSnapshots() {
        long bytes = snapshots.sum();
        return bytes < limit / 10
                ? ""
                : " Snapshots, which are deleted with DELETE /emulator/v1/snapshots/NAME, take " + megabytes(bytes)
                        + ".";
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
