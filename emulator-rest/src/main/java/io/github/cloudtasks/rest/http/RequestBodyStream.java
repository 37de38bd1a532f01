package io.github.cloudtasks.rest.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request body that is received on the event loop and read on another thread. Reading blocks until a part has
 * arrived. The transport learns how much has been read, and stops receiving while too much waits. Thread-safe; one
 * thread reads.
 */
final class RequestBodyStream extends InputStream {
    /** The number of waiting bytes from which on HTTP/1.1 stops receiving. */
    private static final int CAPACITY = 64 << 10;

    /** The number of bytes after which the transport is told that they have been read. */
    private static final int CREDIT = 16 << 10;

    private final IntConsumer credit;

    /** Not a monitor, which would pin a virtual thread that waits for the next part. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> parts = new ArrayDeque<>();
    /** The position in the first part. */
    private int position;
    /** The bytes of all parts that have not been read. */
    private int waiting;
    /** The bytes that have been read since the transport was told. */
    private int read;

    private boolean ended;
    private boolean closed;
    private @Nullable IOException failure;

    /**
     * Creates an empty stream.
     *
     * @param credit receives the number of bytes that have been read or dropped, on any thread
     */
    RequestBodyStream(IntConsumer credit) {
        this.credit = credit;
    }

    /** Appends a copy of the next part. */
    void add(ByteBuf part) {
        int dropped = 0;
        lock.lock();
        try {
            if (closed) {
                dropped = part.readableBytes();
            } else if (part.isReadable()) {
                parts.add(ByteBufUtil.getBytes(part));
                waiting += part.readableBytes();
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        if (dropped > 0) {
            credit.accept(dropped);
        }
    }

    /** Marks the end of the body. */
    void end() {
        end(null);
    }

    /** Makes reading fail after the parts that have arrived, because the rest will not. */
    void fail(String reason) {
        end(new IOException(reason));
    }

    private void end(@Nullable IOException reason) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                failure = reason;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the transport should stop receiving until more has been read. */
    boolean isFull() {
        lock.lock();
        try {
            return waiting >= CAPACITY;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int taken;
        int credited;
        lock.lock();
        try {
            if (!awaitPart()) {
                return -1;
            }
            taken = take(into, offset, length);
            read += taken;
            credited = read >= CREDIT || waiting == 0 ? read : 0;
            read -= credited;
        } finally {
            lock.unlock();
        }
        if (credited > 0) {
            credit.accept(credited);
        }
        return taken;
    }

    /** Waits for a part; returns false at the end. */
    private boolean awaitPart() throws IOException {
        while (parts.isEmpty()) {
            if (closed) {
                throw new IOException("The stream is closed.");
            } else if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            } else if (ended) {
                return false;
            }
            try {
                changed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the request body");
            }
        }
        return true;
    }

    private int take(byte[] into, int offset, int length) {
        byte[] first = parts.element();
        int taken = Math.min(length, first.length - position);
        System.arraycopy(first, position, into, offset, taken);
        position += taken;
        waiting -= taken;
        if (position == first.length) {
            parts.remove();
            position = 0;
        }
        return taken;
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Drops the parts that wait and those that follow. */
    @Override
    public void close() {
        int dropped;
        lock.lock();
        try {
            closed = true;
            dropped = waiting + read;
            parts.clear();
            position = 0;
            waiting = 0;
            read = 0;
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (dropped > 0) {
            credit.accept(dropped);
        }
    }
}
