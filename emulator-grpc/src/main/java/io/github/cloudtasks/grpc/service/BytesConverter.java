package io.github.cloudtasks.grpc.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.cloudtasks.model.Bytes;

/** A converter between the bytes of protocol buffers and those of the model. */
public final class BytesConverter {

    private BytesConverter() {}

    /**
     * Returns the same bytes without a copy. Both types are immutable. A list of tasks would otherwise need as much
     * memory as its bodies: protobuf copies a read-only {@link java.nio.ByteBuffer}.
     */
    public static ByteString toProto(Bytes bytes) {
        return bytes.isEmpty() ? ByteString.EMPTY : bytes.wrappedBy(UnsafeByteOperations::unsafeWrap);
    }

    /** Returns a copy. Otherwise a stored task could keep the memory of a whole request from being reclaimed. */
    public static Bytes fromProto(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }
}
