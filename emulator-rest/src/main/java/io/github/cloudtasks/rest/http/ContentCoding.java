package io.github.cloudtasks.rest.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Decompression of request bodies and compression of response bodies. */
public final class ContentCoding {
    /** A smaller response fits one packet, so compression saves nothing. */
    private static final int MIN_COMPRESSED_BYTES = 1400;

    /** The size of the parts in which a body is decompressed. */
    private static final int STEP_BYTES = 16 << 10;

    /**
     * The low four bits of the first byte of a zlib stream. Some clients send a raw deflate stream, which starts
     * differently.
     */
    private static final int ZLIB = 8;

    private ContentCoding() {}

    /**
     * Decompresses a request body.
     *
     * @param coding the value of the Content-Encoding header; null if there is none
     * @param maxBytes the maximum size after decompression
     * @param mayHold takes the memory for a body of that size, again and again while it grows; returns false if there
     *     is too little
     * @return the decompressed body; null if it exceeds {@code maxBytes}
     * @throws IOException if the body is damaged or the coding is unknown
     * @throws NoMemoryException if {@code mayHold} returns false
     */
    public static byte @Nullable [] decode(@Nullable String coding, byte[] body, int maxBytes, IntPredicate mayHold)
            throws IOException {
        if (body.length == 0) {
            return body;
        }
        return switch (name(coding)) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> read(new GZIPInputStream(new ByteArrayInputStream(body)), maxBytes, mayHold);
            case "deflate" -> inflate(body, maxBytes, mayHold);
            default -> throw unknown(coding);
        };
    }

    /**
     * Returns a stream that decompresses a request body while it is read. The first read fails if the body is damaged.
     *
     * @param coding the value of the Content-Encoding header; null if there is none
     * @throws IOException if the coding is unknown
     */
    static InputStream decode(@Nullable String coding, InputStream body) throws IOException {
        return switch (name(coding)) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> new DeferredInputStream(body, GZIPInputStream::new);
            case "deflate" -> new DeferredInputStream(body, ContentCoding::inflate);
            default -> throw unknown(coding);
        };
    }

    private static String name(@Nullable String coding) {
        return coding == null ? "" : coding.trim().toLowerCase(Locale.ROOT);
    }

    private static IOException unknown(@Nullable String coding) {
        return new IOException("unknown Content-Encoding " + name(coding));
    }

    private static InputStream inflate(InputStream body) throws IOException {
        PushbackInputStream in = new PushbackInputStream(body);
        int first = in.read();
        if (first >= 0) {
            in.unread(first);
        }
        return new InflaterInputStream(in, new Inflater((first & 0xf) != ZLIB)) {
            @Override
            public void close() throws IOException {
                inf.end();
                super.close();
            }
        };
    }

    private static byte @Nullable [] inflate(byte[] body, int maxBytes, IntPredicate mayHold) throws IOException {
        Inflater inflater = new Inflater((body[0] & 0xf) != ZLIB);
        try {
            return read(new InflaterInputStream(new ByteArrayInputStream(body), inflater), maxBytes, mayHold);
        } finally {
            inflater.end();
        }
    }

    private static byte @Nullable [] read(InputStream in, int maxBytes, IntPredicate mayHold) throws IOException {
        try (in) {
            byte[] all = new byte[Math.min(STEP_BYTES, maxBytes)];
            int size = 0;
            int read = in.readNBytes(all, 0, all.length);
            while (read > 0) {
                size += read;
                if (!mayHold.test(size)) {
                    throw new NoMemoryException(size);
                }
                if (size == all.length) {
                    all = Arrays.copyOf(all, (int) Math.min(2L * size, maxBytes));
                }
                read = in.readNBytes(all, size, Math.min(STEP_BYTES, all.length - size));
            }
            return in.read() < 0 ? Arrays.copyOf(all, size) : null;
        }
    }

    /** Thrown if there is no memory for a decompressed body. */
    public static final class NoMemoryException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int bytes;

        private NoMemoryException(int bytes) {
            this.bytes = bytes;
        }

        /** Returns how many bytes had been decompressed. */
        public int bytes() {
            return bytes;
        }
    }

    /** Returns whether a response is large enough to be compressed. */
    static boolean isWorthwhile(byte[] body) {
        return body.length >= MIN_COMPRESSED_BYTES;
    }

    /** Returns whether the Accept-Encoding header of a request lists gzip with a quality above zero. */
    static boolean acceptsGzip(HttpHeaders requestHeaders) {
        String acceptEncoding = requestHeaders.get(HttpHeaderNames.ACCEPT_ENCODING);
        if (acceptEncoding == null) {
            return false;
        }
        for (String coding : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.split(";", 2);
            if (parts[0].trim().equals("gzip")) {
                return parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4 + 64);
        try (FastGzip gzip = new FastGzip(out, false)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
