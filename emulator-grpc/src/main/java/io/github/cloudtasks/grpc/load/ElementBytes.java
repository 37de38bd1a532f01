package io.github.cloudtasks.grpc.load;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the memory of the objects that are made from a large request. An empty element of a list is an object, but
 * has two or three bytes in the request: 12 MB of them would take 400 MB. Requests of up to
 * {@link MemoryBudget#SMALL_BYTES} are not examined.
 */
public final class ElementBytes {
    /** The memory of a message or a text with its place in a list or map, and of its builder. */
    private static final int ELEMENT = 128;

    /** More levels than the messages of the service have. */
    private static final int MAX_DEPTH = 16;

    private static final int FIELD_TYPE_BITS = 3;
    private static final int MAX_VARINT_BYTES = 10;
    private static final long MALFORMED = -1;

    private ElementBytes() {}

    /**
     * Returns the memory for the elements of a JSON text, well-formed or not, in bytes. Names and texts may have single
     * quotes.
     */
    public static long ofJson(byte[] text) {
        if (text.length <= MemoryBudget.SMALL_BYTES) {
            return 0;
        }
        long elements = 0;
        byte quote = 0;
        for (int i = 0; i < text.length; i++) {
            byte each = text[i];
            if (quote != 0) {
                if (each == '\\') {
                    i++;
                } else if (each == quote) {
                    quote = 0;
                }
            } else if (each == '"' || each == '\'') {
                quote = each;
            } else if (each == '{' || each == '[' || each == ',' || each == ':') {
                elements++;
            }
        }
        return elements * ELEMENT;
    }

    /** Returns the memory for the parameters of a form ({@code application/x-www-form-urlencoded}) in bytes. */
    public static long ofForm(byte[] form) {
        if (form.length <= MemoryBudget.SMALL_BYTES) {
            return 0;
        }
        long parameters = 1;
        for (byte each : form) {
            if (each == '&') {
                parameters++;
            }
        }
        return parameters * 2 * ELEMENT;
    }

    /**
     * Returns the memory for the fields of a protobuf message, well-formed or not, in bytes.
     *
     * @param type the type of the message; null if it is unknown. Texts that look like messages count as messages then
     */
    public static long ofMessage(byte[] message, @Nullable Descriptor type) {
        if (message.length <= MemoryBudget.SMALL_BYTES) {
            return 0;
        }
        Fields fields = new Fields(message);
        fields.count(0, message.length, type, 0);
        return fields.elements * ELEMENT;
    }

    /** Counts fields in the wire format (documented in "Encoding" of Protocol Buffers). */
    private static final class Fields {
        private final byte[] bytes;
        private int at;
        private long elements;

        Fields(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Counts the fields in a range, up to the first byte that cannot be one. */
        void count(int from, int to, @Nullable Descriptor type, int depth) {
            at = from;
            while (at < to) {
                // As the parser does, which ignores higher bits.
                int tag = (int) varint(to);
                if (tag == MALFORMED || tag >>> FIELD_TYPE_BITS == 0) {
                    return;
                }
                elements++;
                switch (tag & 7) {
                    case 0 -> {
                        if (varint(to) == MALFORMED) {
                            return;
                        }
                    }
                    case 1 -> at += Long.BYTES;
                    case 2 -> {
                        int length = (int) varint(to);
                        if (length < 0) {
                            return;
                        }
                        // The parser reads a message that is cut off up to its end.
                        int end = at + Math.min(length, to - at);
                        FieldDescriptor field = type == null ? null : type.findFieldByNumber(tag >>> FIELD_TYPE_BITS);
                        boolean isMessage = type == null
                                || (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE);
                        if (isMessage && depth < MAX_DEPTH) {
                            count(at, end, field == null ? null : field.getMessageType(), depth + 1);
                        }
                        at = end;
                    }
                    case 5 -> at += Integer.BYTES;
                    // Groups: their fields follow.
                    case 3, 4 -> {}
                    default -> {
                        return;
                    }
                }
            }
        }

        private long varint(int to) {
            long value = 0;
            for (int i = 0; i < MAX_VARINT_BYTES && at < to; i++) {
                byte each = bytes[at++];
                value |= (each & 0x7fL) << (7 * i);
                if (each >= 0) {
                    return value & Long.MAX_VALUE;
                }
            }
            return MALFORMED;
        }
    }
}
