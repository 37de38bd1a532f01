package io.github.cloudtasks.rest.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Compression of bodies, both ways. */
final class ContentCoding {
    /** Below this an answer fits one packet, and compressing it saves nobody anything. */
    private static final int WORTHWHILE = 1400;

    /**
     * The low four bits of the first byte of a zlib stream; raw deflate streams, which some clients send, have others.
     */
    private static final int ZLIB = 8;

    private ContentCoding() {}

    /**
     * Undoes the coding of a request's body.
     *
     * @param coding of the Content-Encoding header
     * @return null if there is more of it than {@code most} bytes, which are never held
     * @throws IOException if it is damaged, or the coding is unknown
     */
    static byte @Nullable [] decode(@Nullable String coding, byte[] body, int most) throws IOException {
        String name = coding == null ? "" : coding.trim().toLowerCase(Locale.ROOT);
        if (body.length == 0) {
            return body;
        }
        return switch (name) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> read(new GZIPInputStream(new ByteArrayInputStream(body)), most);
            case "deflate" -> inflate(body, most);
            default -> throw new IOException("unknown Content-Encoding " + name);
        };
    }

    private static byte @Nullable [] inflate(byte[] body, int most) throws IOException {
        Inflater inflater = new Inflater((body[0] & 0xf) != ZLIB);
        try {
            return read(new InflaterInputStream(new ByteArrayInputStream(body), inflater), most);
        } finally {
            inflater.end();
        }
    }

    private static byte @Nullable [] read(InputStream in, int most) throws IOException {
        try (in) {
            byte[] all = in.readNBytes(most);
            return in.read() < 0 ? all : null;
        }
    }

    /** Whether an answer is large enough to gain. */
    static boolean isWorthwhile(byte[] body) {
        return body.length >= WORTHWHILE;
    }

    /** Whether the client named gzip in its Accept-Encoding header and did not rule it out. */
    static boolean acceptsGzip(@Nullable String acceptEncoding) {
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
        try (FastGzip gzip = new FastGzip(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** It runs on the event loop, where a large answer should not hold up the small ones of others. */
    private static final class FastGzip extends GZIPOutputStream {
        private FastGzip(OutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
