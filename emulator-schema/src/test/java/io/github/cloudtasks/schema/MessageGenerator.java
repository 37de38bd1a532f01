package io.github.cloudtasks.schema;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Fills messages at random, all levels of them. The same seed gives the same messages. */
final class MessageGenerator {
    private static final int SET_PERCENT = 70;
    private static final int ELEMENTS = 3;
    /** No message of ours has fewer levels; a message that contains itself ends here. */
    private static final int LEVELS = 12;

    private static final List<String> STRINGS =
            List.of("", "a", "projects/p/locations/l/queues/q", "Ä€😀", "\0\n\"\\", "x".repeat(300));
    private static final List<Long> NUMBERS = List.of(
            0L,
            1L,
            -1L,
            127L,
            128L,
            (long) Integer.MAX_VALUE,
            (long) Integer.MIN_VALUE,
            Long.MAX_VALUE,
            Long.MIN_VALUE);
    private static final List<Double> FRACTIONS =
            List.of(0.0, -0.0, 0.1, -1e300, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NaN);

    private final Random random;
    private final Set<String> fields = new HashSet<>();

    MessageGenerator(long seed) {
        random = new Random(seed);
    }

    /** The full names of all fields that have been set so far, at any level. */
    Set<String> fields() {
        return fields;
    }

    /**
     * Returns a message.
     *
     * @param prototype of the class that the message shall have
     * @param shape names the fields that may be set; the class may have more
     */
    Message next(Message prototype, Descriptor shape) {
        return next(prototype.newBuilderForType(), shape, LEVELS);
    }

    private Message next(Message.Builder builder, Descriptor shape, int levels) {
        for (FieldDescriptor known : shape.getFields()) {
            boolean tooDeep = known.getJavaType() == FieldDescriptor.JavaType.MESSAGE && levels == 0;
            if (!tooDeep && random.nextInt(100) < SET_PERCENT) {
                fields.add(known.getFullName());
                set(builder, builder.getDescriptorForType().findFieldByNumber(known.getNumber()), known, levels);
            }
        }
        return builder.build();
    }

    private void set(Message.Builder builder, FieldDescriptor field, FieldDescriptor known, int levels) {
        if (!field.isRepeated()) {
            builder.setField(field, value(builder, field, known, levels));
            return;
        }
        Set<Object> keys = new HashSet<>();
        for (int i = random.nextInt(ELEMENTS + 1); i > 0; i--) {
            Object element = value(builder, field, known, levels);
            if (!field.isMapField() || keys.add(keyOf((Message) element))) {
                builder.addRepeatedField(field, element);
            }
        }
    }

    private static Object keyOf(Message entry) {
        return entry.getField(entry.getDescriptorForType().findFieldByNumber(1));
    }

    private Object value(Message.Builder builder, FieldDescriptor field, FieldDescriptor known, int levels) {
        return switch (field.getJavaType()) {
            case INT -> pick(NUMBERS).intValue();
            case LONG -> pick(NUMBERS);
            case FLOAT -> pick(FRACTIONS).floatValue();
            case DOUBLE -> pick(FRACTIONS);
            case BOOLEAN -> random.nextBoolean();
            case STRING -> pick(STRINGS);
            case BYTE_STRING -> bytes();
            case ENUM ->
                field.getEnumType()
                        .findValueByNumber(pick(known.getEnumType().getValues()).getNumber());
            case MESSAGE -> next(builder.newBuilderForField(field), known.getMessageType(), levels - 1);
        };
    }

    private ByteString bytes() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
