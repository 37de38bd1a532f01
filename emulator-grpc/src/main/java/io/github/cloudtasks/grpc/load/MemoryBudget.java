package io.github.cloudtasks.grpc.load;

import io.github.cloudtasks.grpc.load.Refusal.Kind;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory that all requests and responses of a server may use together while they are received, processed and sent.
 * A part of it is a reserve for those of up to {@link #SMALL_BYTES}, so that they are served while large ones fill the
 * rest. Thread-safe.
 */
public final class MemoryBudget {
    /** The size up to which a request or a response may use the reserve. */
    public static final int SMALL_BYTES = 64 << 10;

    private static final String LARGER_HEAP =
            "start the emulator with a larger heap: --memory of docker run, or -Xmx in"
                    + " the environment variable JAVA_TOOL_OPTIONS.";

    private static final Logger log = LoggerFactory.getLogger(MemoryBudget.class);

    private final long capacity;
    private final long reserve;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong usedReserve = new AtomicLong();
    private final Set<Kind> logged = ConcurrentHashMap.newKeySet();

    /**
     * Creates a budget.
     *
     * @param capacity the bytes for requests and responses of every size
     * @param reserve the bytes that only small ones may use
     */
    public MemoryBudget(long capacity, long reserve) {
        this.capacity = capacity;
        this.reserve = reserve;
    }

    /** Returns a budget that refuses nothing, for tests and for transports without a server. */
    public static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE / 2, 0);
    }

    /** Returns a reservation of no bytes. */
    public Reservation newReservation() {
        return new Reservation(this);
    }

    /** Returns whether a reservation of this size can ever succeed. */
    public boolean fits(long bytes) {
        return bytes <= Math.max(capacity, SMALL_BYTES);
    }

    /** Returns the reserved bytes, for diagnosis. */
    public long usedBytes() {
        return used.get() + usedReserve.get();
    }

    /**
     * Returns the memory that something large takes a multiple of. Up to {@link #SMALL_BYTES} it is counted once.
     *
     * @param factor how many times the bytes exist while they are processed
     */
    public static long multiple(int factor, long bytes) {
        return bytes <= SMALL_BYTES ? bytes : factor * bytes;
    }

    /**
     * Returns the reason to refuse a request. Logs the first refusal of each kind.
     *
     * @param bytes the memory that the request needs, as far as it is known
     */
    public Refusal refuseRequest(long bytes) {
        return fits(bytes)
                ? busy()
                : refuse(
                        Kind.REQUEST_TOO_LARGE,
                        "The request needs at least " + megabytes(bytes)
                                + " of memory while it is processed, and the heap"
                                + " has " + megabytes(capacity) + " for all requests and responses that are under way."
                                + " A retry fails too. Send smaller requests, or " + LARGER_HEAP);
    }

    /** Returns the reason to refuse a response of this size. Logs the first refusal of each kind. */
    public Refusal refuseResponse(long bytes) {
        return fits(bytes)
                ? busy()
                : refuse(
                        Kind.RESPONSE_TOO_LARGE,
                        "The response takes " + megabytes(bytes) + " of memory, and the heap has " + megabytes(capacity)
                                + " for all requests and responses that are under way. A retry fails too. Ask for fewer"
                                + " or smaller items, or " + LARGER_HEAP);
    }

    private Refusal busy() {
        return refuse(
                Kind.BUSY,
                "Large requests and responses that are under way may use " + megabytes(capacity)
                        + " of memory together, and this one does not fit. Retry it when others have ended, or "
                        + LARGER_HEAP);
    }

    private Refusal refuse(Kind kind, String message) {
        if (logged.add(kind)) {
            log.warn("A request was refused. {} Later refusals of this kind are not logged.", message);
        }
        return new Refusal(kind, message);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    boolean take(long bytes) {
        return take(used, capacity, bytes);
    }

    boolean takeFromReserve(long bytes) {
        return take(usedReserve, reserve, bytes);
    }

    private static boolean take(AtomicLong of, long limit, long bytes) {
        long before = of.get();
        while (before + bytes <= limit) {
            if (of.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = of.get();
        }
        return false;
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }

    void giveToReserve(long bytes) {
        usedReserve.addAndGet(-bytes);
    }
}
