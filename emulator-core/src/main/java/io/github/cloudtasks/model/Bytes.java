package io.github.cloudtasks.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;

/** An immutable byte sequence: the body of a request or the payload of a pull message. */
public final class Bytes {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the bytes of an array without copying it. The caller must not write to the array afterwards. */
    public static Bytes wrap(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes);
    }

    /** Returns the number of bytes. */
    public int size() {
        return bytes.length;
    }

    /** Returns whether there are no bytes. */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** Returns a read-only view. Nothing is copied. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /**
     * Returns the bytes as another immutable type. Nothing is copied.
     *
     * @param wrapper makes a value that reads from the array; it must not write to the array or pass it on to other
     *     code
     */
    public <T> T wrappedBy(Function<byte[], T> wrapper) {
        return wrapper.apply(bytes);
    }

    /** Returns a copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the size only, so that logs contain no bodies. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
