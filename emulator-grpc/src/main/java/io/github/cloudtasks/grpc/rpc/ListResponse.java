package io.github.cloudtasks.grpc.rpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Function;

/**
 * A response message with one list, whose elements are converted each time they are read. A response that waits for its
 * client so keeps references to the immutable values of the engine, instead of a message for each of them. Immutable.
 *
 * @param rest the message with an empty list
 * @param field the list
 * @param elements the elements of the list
 */
public record ListResponse(Message rest, FieldDescriptor field, List<Message> elements) {
    /**
     * Returns a response whose list is the first field of its message.
     *
     * @param values immutable; the list must not change
     * @param converter called again whenever an element is read, by any thread
     */
    public static <T> ListResponse of(Message rest, List<T> values, Function<T, ? extends Message> converter) {
        return new ListResponse(rest, rest.getDescriptorForType().findFieldByNumber(1), new View<>(values, converter));
    }

    /** Returns the whole message. */
    public Message message() {
        Message.Builder message = rest.toBuilder();
        elements.forEach(element -> message.addRepeatedField(field, element));
        return message.build();
    }

    /** Returns the size of the whole message in bytes. */
    public long serializedSize() {
        long size = rest.getSerializedSize();
        for (Message element : elements) {
            size += CodedOutputStream.computeMessageSize(field.getNumber(), element);
        }
        return size;
    }

    /** Writes the bytes of the whole message. */
    public void writeTo(OutputStream out) throws IOException {
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        for (Message element : elements) {
            coded.writeMessage(field.getNumber(), element);
        }
        rest.writeTo(coded);
        coded.flush();
    }

    /** A view that converts an element when it is read. */
    private static final class View<T> extends AbstractList<Message> implements RandomAccess {
        private final List<T> values;
        private final Function<T, ? extends Message> converter;

        View(List<T> values, Function<T, ? extends Message> converter) {
            this.values = values;
            this.converter = converter;
        }

        @Override
        public Message get(int index) {
            return converter.apply(values.get(index));
        }

        @Override
        public int size() {
            return values.size();
        }
    }
}
