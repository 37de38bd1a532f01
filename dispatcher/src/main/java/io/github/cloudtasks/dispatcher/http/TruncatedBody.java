package io.github.cloudtasks.dispatcher.http;

import io.github.cloudtasks.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A body as far as it is kept.
 *
 * @param bytes as they were on the wire, compressed if they were; the first {@value #MAX_BYTES} at most
 * @param length in bytes of the whole body
 */
public record TruncatedBody(Bytes bytes, long length) {
    /** How many bytes of a body are kept. */
    public static final int MAX_BYTES = 64 * 1024;

    /** No body, or an empty one. */
    public static final TruncatedBody EMPTY = new TruncatedBody(Bytes.EMPTY, 0);

    /** The body itself, or a copy of its beginning if it is too long to keep. */
    public static TruncatedBody of(Bytes body) {
        if (body.size() <= MAX_BYTES) {
            return body.isEmpty() ? EMPTY : new TruncatedBody(body, body.size());
        }
        ByteBuffer whole = body.asByteBuffer();
        byte[] beginning = new byte[MAX_BYTES];
        whole.get(beginning);
        return new TruncatedBody(Bytes.wrap(beginning), body.size());
    }

    /** Whether the body was longer than what is kept of it. */
    public boolean isCut() {
        return bytes.size() < length;
    }

    /** What is kept, read as UTF-8. */
    public String text() {
        return StandardCharsets.UTF_8.decode(bytes.asByteBuffer()).toString();
    }
}
