package io.github.cloudtasks.storage;

/**
 * The numbers of the rows of tasks. A number consists of that of the queue and the serial number of the task. So the
 * tasks of a queue are adjacent in the order of their creation, and no index is needed: one by id would take four times
 * as long to write.
 */
final class RowNumbers {
    private static final int SERIAL_BITS = 40;

    /** The largest number of a queue. */
    static final long MAX_QUEUE = (1L << (Long.SIZE - 1 - SERIAL_BITS)) - 1;

    private RowNumbers() {}

    static long ofTask(long queue, long serial) {
        return first(queue) | serial;
    }

    /** Returns the number of the queue to which the row of a task belongs. */
    static long queueOf(long row) {
        return row >> SERIAL_BITS;
    }

    /** Returns the serial number of the task with a row. */
    static long serialOf(long row) {
        return row & ((1L << SERIAL_BITS) - 1);
    }

    /** Returns the least number that a task of the queue can have. */
    static long first(long queue) {
        return queue << SERIAL_BITS;
    }

    /** Returns the greatest number that a task of the queue can have. */
    static long last(long queue) {
        return first(queue + 1) - 1;
    }
}
