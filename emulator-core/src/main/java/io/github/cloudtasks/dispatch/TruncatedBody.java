package io.github.cloudtasks.dispatch;

import io.github.cloudtasks.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of a body, and its full length.
 *
 * @param bytes the first {@value #MAX_BYTES} bytes at most, as they were on the wire: compressed bodies stay compressed
 * @param length the length of the whole body in bytes
 */
public record TruncatedBody(Bytes bytes, long length) {
    /** The number of bytes that are kept of a body. */
    public static final int MAX_BYTES = 64 * 1024;

    /** An empty body, or none. */
    public static final TruncatedBody EMPTY = new TruncatedBody(Bytes.EMPTY, 0);

    /** Returns the body without a copy if it is short enough, otherwise with a copy of its beginning. */
    public static TruncatedBody of(Bytes body) {
        if (body.size() <= MAX_BYTES) {
            return body.isEmpty() ? EMPTY : new TruncatedBody(body, body.size());
        }
        ByteBuffer whole = body.asByteBuffer();
        byte[] beginning = new byte[MAX_BYTES];
        whole.get(beginning);
        return new TruncatedBody(Bytes.wrap(beginning), body.size());
    }

    /** Returns whether the body is longer than {@link #bytes}. */
    public boolean isTruncated() {
        return bytes.size() < length;
    }

    /** Returns {@link #bytes} decoded as UTF-8. */
    public String text() {
        return StandardCharsets.UTF_8.decode(bytes.asByteBuffer()).toString();
    }
}
