package io.github.cloudtasks.grpc.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.cloudtasks.model.Bytes;

/** Bytes as protocol buffers carry them and as the model does. */
public final class BytesConverter {

    private BytesConverter() {}

    /** The same bytes, not copied: neither side can be written to. */
    public static ByteString toProto(Bytes bytes) {
        return bytes.isEmpty() ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes.asByteBuffer());
    }

    /** A copy, so that a task does not hold on to the whole request that brought it. */
    public static Bytes fromProto(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }
}
