package io.github.cloudtasks.rest.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.SplittableRandom;

/** A generator of messages with random field values. */
final class RandomMessages {
    private static final int DEEPEST = 5;
    private static final String LETTERS = "aZ09-_/ \"\\<>&'\n\t\u0001\u007f\u0085\u2028ü€😀";

    private final SplittableRandom random;

    RandomMessages(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Returns a message of the type of {@code empty}. */
    Message next(Message empty) {
        return next(empty.newBuilderForType(), 0);
    }

    private Message next(Message.Builder into, int depth) {
        switch (into.getDescriptorForType().getFullName()) {
            case "google.protobuf.Timestamp" -> {
                return secondsAndNanos(into, random.nextLong(-62135596800L, 253402300800L), nanos());
            }
            case "google.protobuf.Duration" -> {
                long seconds = random.nextLong(-315576000000L, 315576000000L);
                return secondsAndNanos(into, seconds, seconds < 0 ? -nanos() : nanos());
            }
            case "google.protobuf.FieldMask" -> {
                FieldDescriptor paths = into.getDescriptorForType().findFieldByNumber(1);
                return into.addRepeatedField(paths, "rate_limits.max_burst_size")
                        .addRepeatedField(paths, "state")
                        .build();
            }
            case "google.protobuf.Any" -> {
                return into.build();
            }
            default -> {
                for (FieldDescriptor field : into.getDescriptorForType().getFields()) {
                    fill(into, field, depth);
                }
                return into.build();
            }
        }
    }

    private void fill(Message.Builder into, FieldDescriptor field, int depth) {
        boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
        OneofDescriptor oneof = field.getContainingOneof();
        if (random.nextInt(3) == 0 || (message && depth >= DEEPEST) || (oneof != null && into.hasOneof(oneof))) {
            return;
        }
        if (!field.isRepeated()) {
            into.setField(field, value(into, field, depth));
            return;
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            into.addRepeatedField(field, field.isMapField() ? entry(into, field, i, depth) : value(into, field, depth));
        }
    }

    private Message entry(Message.Builder into, FieldDescriptor field, int i, int depth) {
        Message.Builder entry = into.newBuilderForField(field);
        FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
        return entry.setField(field.getMessageType().findFieldByNumber(1), "key" + i)
                .setField(value, value(entry, value, depth))
                .build();
    }

    private Object value(Message.Builder into, FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> random.nextInt(4) == 0 ? 0 : random.nextInt();
            case LONG -> random.nextLong();
            case FLOAT -> (float) random.nextInt(-1000, 1000);
            case DOUBLE -> number();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text();
            case BYTE_STRING -> bytes();
            case ENUM -> pick(field.getEnumType().getValues());
            case MESSAGE -> next(into.newBuilderForField(field), depth + 1);
        };
    }

    private double number() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(1000);
            case 1 -> Double.NaN;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> random.nextDouble() * 1e300;
            default -> random.nextDouble(-10, 10);
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int[] letters = LETTERS.codePoints().toArray();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    private ByteString bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private int nanos() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1000) * 1_000_000;
            case 2 -> random.nextInt(1_000_000) * 1000;
            default -> random.nextInt(1_000_000_000);
        };
    }

    private static Message secondsAndNanos(Message.Builder into, long seconds, int nanos) {
        return into.setField(into.getDescriptorForType().findFieldByNumber(1), seconds)
                .setField(into.getDescriptorForType().findFieldByNumber(2), nanos)
                .build();
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
