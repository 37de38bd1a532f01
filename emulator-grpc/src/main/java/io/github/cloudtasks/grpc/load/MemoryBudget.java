package io.github.cloudtasks.grpc.load;

import java.util.concurrent.atomic.AtomicBoolean;
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

    private static final Logger log = LoggerFactory.getLogger(MemoryBudget.class);

    private final long capacity;
    private final long reserve;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong usedReserve = new AtomicLong();
    /** True from the first refusal until half of the budget is free. */
    private final AtomicBoolean exhausted = new AtomicBoolean();

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

    /** Returns the message of a refusal: the limit, and what to do. */
    public String message() {
        return "Large requests and responses that are under way may use " + (capacity >> 20)
                + " MiB of memory together, and this one does not fit. Retry it when others have ended, or start the"
                + " emulator with a larger heap (-Xmx, or the memory of the container).";
    }

    boolean take(long bytes) {
        if (take(used, capacity, bytes)) {
            return true;
        }
        if (exhausted.compareAndSet(false, true)) {
            log.warn("{} Further refusals are not logged until half of it is free.", message());
        }
        return false;
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
        if (used.addAndGet(-bytes) <= capacity / 2 && exhausted.get()) {
            exhausted.set(false);
        }
    }

    void giveToReserve(long bytes) {
        usedReserve.addAndGet(-bytes);
    }
}
