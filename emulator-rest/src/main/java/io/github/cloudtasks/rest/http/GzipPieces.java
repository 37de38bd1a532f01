package io.github.cloudtasks.rest.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Compresses a body piece by piece. A client can decompress everything up to the last piece that it has received. */
final class GzipPieces implements AutoCloseable {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final FastGzip gzip;

    GzipPieces() {
        try {
            gzip = new FastGzip(out, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the compressed form of the next piece, never empty. */
    byte[] compress(byte[] piece, int length) throws IOException {
        gzip.write(piece, 0, length);
        gzip.flush();
        return take();
    }

    /** Returns the end of the compressed body. */
    byte[] finish() throws IOException {
        gzip.close();
        return take();
    }

    private byte[] take() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    /** Frees the compressor. Has no effect after {@link #finish}. */
    @Override
    public void close() {
        try {
            gzip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
