package io.github.cloudtasks.rest.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream around another one that is created with the first read, because creating it reads and may block. */
final class DeferredInputStream extends FilterInputStream {
    /** A function that wraps a stream. */
    interface Wrapper {
        InputStream wrap(InputStream in) throws IOException;
    }

    private final Wrapper wrapper;
    private boolean wrapped;

    DeferredInputStream(InputStream in, Wrapper wrapper) {
        super(in);
        this.wrapper = wrapper;
    }

    private void wrap() throws IOException {
        if (!wrapped) {
            wrapped = true;
            in = wrapper.wrap(in);
        }
    }

    @Override
    public int read() throws IOException {
        wrap();
        return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        wrap();
        return in.read(into, offset, length);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
