package io.github.cloudtasks.rest.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A fast gzip stream: a large response must not delay those of other connections. */
final class FastGzip extends GZIPOutputStream {
    /**
     * Creates a stream.
     *
     * @param flushable whether a flush makes everything written so far readable
     */
    FastGzip(OutputStream out, boolean flushable) throws IOException {
        super(out, 8192, flushable);
        def.setLevel(Deflater.BEST_SPEED);
    }
}
