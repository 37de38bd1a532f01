package io.github.cloudtasks.grpc.load;

/** The part of a {@link MemoryBudget} that one request or response uses. Thread-safe. */
public final class Reservation implements AutoCloseable {
    private final MemoryBudget budget;
    private long bytes;
    private boolean fromReserve;
    private boolean closed;

    Reservation(MemoryBudget budget) {
        this.budget = budget;
    }

    /**
     * Changes the size of the reservation.
     *
     * @return false if the budget has too little left; the reservation is unchanged then. A reservation that has been
     *     released stays empty, and the result is true
     */
    public synchronized boolean resize(long newBytes) {
        if (closed || newBytes == bytes) {
            return true;
        }
        if (newBytes < bytes) {
            give(bytes - newBytes);
            bytes = newBytes;
            return true;
        }
        if (newBytes <= MemoryBudget.SMALL_BYTES && (fromReserve || bytes == 0)) {
            if (budget.takeFromReserve(newBytes - bytes)) {
                fromReserve = true;
                bytes = newBytes;
                return true;
            }
        }
        // A large one pays its first bytes too, and no longer uses the reserve.
        if (!budget.take(fromReserve ? newBytes : newBytes - bytes)) {
            return false;
        }
        if (fromReserve) {
            budget.giveToReserve(bytes);
            fromReserve = false;
        }
        bytes = newBytes;
        return true;
    }

    private void give(long returned) {
        if (fromReserve) {
            budget.giveToReserve(returned);
        } else {
            budget.give(returned);
        }
    }

    /** Returns the reserved bytes. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Returns the memory to the budget. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            give(bytes);
            bytes = 0;
        }
    }
}
