package io.github.cloudtasks.rest.batch;

import java.io.OutputStream;

/** Counts what is written, and drops it. */
final class CountingOutputStream extends OutputStream {
    private long count;

    /** Returns the number of bytes that were written. */
    long count() {
        return count;
    }

    @Override
    public void write(int b) {
        count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        count += length;
    }
}
