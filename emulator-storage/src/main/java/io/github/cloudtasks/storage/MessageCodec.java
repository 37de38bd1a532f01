package io.github.cloudtasks.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.github.cloudtasks.model.Bytes;

/** Encodes the parts that all messages have: the message itself, and byte sequences. */
final class MessageCodec {
    private MessageCodec() {}

    /**
     * Parses a message. Its byte fields refer to {@code bytes}, so that {@link #decode(ByteString)} makes the only
     * copy.
     *
     * @throws StoredValueException if the bytes are not a message
     */
    static <M> M parse(Parser<M> parser, byte[] bytes) throws StoredValueException {
        CodedInputStream input = input(bytes);
        try {
            M message = parser.parseFrom(input);
            input.checkLastTagWas(0);
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw new StoredValueException("the bytes are truncated or damaged");
        }
    }

    /** Returns the fields of a message. Values of type {@link ByteString} refer to {@code bytes}. */
    static CodedInputStream input(byte[] bytes) {
        CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        input.enableAliasing(true);
        return input;
    }

    /** Encodes bytes. Nothing is copied. */
    static ByteString encode(Bytes bytes) {
        return bytes.isEmpty() ? ByteString.EMPTY : bytes.wrappedBy(UnsafeByteOperations::unsafeWrap);
    }

    /** Decodes a copy of bytes. */
    static Bytes decode(ByteString bytes) {
        return bytes.isEmpty() ? Bytes.EMPTY : Bytes.wrap(bytes.toByteArray());
    }
}
