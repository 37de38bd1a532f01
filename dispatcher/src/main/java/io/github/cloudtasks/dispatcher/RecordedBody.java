package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A body as far as it is kept.
 *
 * @param bytes as they were on the wire, compressed if they were; the first {@value #MOST} at most
 * @param length in bytes of the whole body
 */
public record RecordedBody(Bytes bytes, long length) {
    /** How many bytes of a body are kept. */
    public static final int MOST = 64 * 1024;

    /** No body, or an empty one. */
    public static final RecordedBody EMPTY = new RecordedBody(Bytes.EMPTY, 0);

    /** The body itself, or a copy of its beginning if it is too long to keep. */
    static RecordedBody of(Bytes body) {
        if (body.size() <= MOST) {
            return body.isEmpty() ? EMPTY : new RecordedBody(body, body.size());
        }
        ByteBuffer whole = body.asByteBuffer();
        byte[] beginning = new byte[MOST];
        whole.get(beginning);
        return new RecordedBody(Bytes.wrap(beginning), body.size());
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
