package io.github.cloudtasks.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A generator of messages with random fields. Times, durations and enum values are valid; enums are never unspecified.
 */
public final class RandomValidMessages {
    private final SplittableRandom random;

    public RandomValidMessages(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Returns a message of the same type with about half of its fields set. */
    @SuppressWarnings("unchecked")
    public <M extends Message> M like(M prototype) {
        Message.Builder builder = prototype.newBuilderForType();
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (random.nextBoolean()) {
                set(builder, field);
            }
        }
        return (M) builder.build();
    }

    private void set(Message.Builder builder, FieldDescriptor field) {
        if (!field.isRepeated()) {
            builder.setField(field, value(builder, field));
            return;
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            builder.addRepeatedField(field, field.isMapField() ? entry(builder, field) : value(builder, field));
        }
    }

    private Message entry(Message.Builder builder, FieldDescriptor field) {
        Message.Builder entry = builder.newBuilderForField(field);
        for (FieldDescriptor part : List.copyOf(entry.getDescriptorForType().getFields())) {
            entry.setField(part, value(entry, part));
        }
        return entry.build();
    }

    private Object value(Message.Builder builder, FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> random.nextInt(1, Integer.MAX_VALUE);
            case LONG -> random.nextLong();
            case FLOAT -> (float) random.nextDouble();
            case DOUBLE -> random.nextDouble();
            // Setting a boolean to false is the same as not setting it.
            case BOOLEAN -> true;
            case STRING -> text();
            case BYTE_STRING -> ByteString.copyFromUtf8(text());
            case ENUM -> enumValue(field);
            case MESSAGE -> message(builder, field);
        };
    }

    private EnumValueDescriptor enumValue(FieldDescriptor field) {
        List<EnumValueDescriptor> values = field.getEnumType().getValues();
        return values.get(random.nextInt(1, values.size()));
    }

    private Message message(Message.Builder builder, FieldDescriptor field) {
        if (field.getJavaType() != JavaType.MESSAGE) {
            throw new IllegalArgumentException(field.getFullName());
        }
        return switch (field.getMessageType().getFullName()) {
            case "google.protobuf.Timestamp" ->
                Timestamp.newBuilder()
                        .setSeconds(random.nextLong(1L << 37))
                        .setNanos(random.nextInt(1 << 29))
                        .build();
            case "google.protobuf.Duration" ->
                Duration.newBuilder()
                        .setSeconds(random.nextLong(1L << 37))
                        .setNanos(random.nextInt(1 << 29))
                        .build();
            default -> like(builder.newBuilderForField(field).build());
        };
    }

    private String text() {
        return "é-" + Long.toString(random.nextLong(), 36);
    }
}
