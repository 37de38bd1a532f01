package io.github.cloudtasks.emulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The recorded part of a body. Immutable. */
public final class RecordedBody {
    private final byte[] bytes;
    private final long length;

    RecordedBody(byte[] bytes, long length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** Returns a copy of the recorded bytes, as sent (compressed, if they were): at most the first 64 KiB. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Returns the length of the whole body, in bytes. */
    public long length() {
        return length;
    }

    /** Returns whether the body is longer than its recorded part. */
    public boolean isTruncated() {
        return bytes.length < length;
    }

    /** Returns the recorded bytes, decoded as UTF-8; invalid bytes become U+FFFD. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordedBody body && length == body.length && Arrays.equals(bytes, body.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns {@link #text}. */
    @Override
    public String toString() {
        return text();
    }
}
