package io.github.cloudtasks.benchmarks.fuzz;

import com.google.api.AnnotationsProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.FieldMask;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Creates messages of a type with random fields. */
final class RandomMessages {
    private static final int MAX_DEPTH = 6;
    /** The first variable of a path of {@code google.api.http}. */
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_]+)=([^}]*)}");

    private final RandomGenerator random;
    private final Vocabulary words;

    RandomMessages(RandomGenerator random, Vocabulary words) {
        this.random = random;
        this.words = words;
    }

    /** Creates a request of a method; its resource name usually has the form that the method expects. */
    DynamicMessage request(MethodDescriptor method) {
        DynamicMessage message = create(method.getInputType(), 0);
        Matcher variable = VARIABLE.matcher(
                method.getOptions().getExtension(AnnotationsProto.http).toString());
        if (random.nextInt(10) == 0 || !variable.find()) {
            return message;
        }
        FieldDescriptor field = method.getInputType().findFieldByName(variable.group(1));
        // A path such as queue.name leads to a nested field, whose value Vocabulary chooses.
        return field == null
                ? message
                : message.toBuilder()
                        .setField(field, words.matching(variable.group(2)))
                        .build();
    }

    private DynamicMessage create(Descriptor type, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            if (isSet(field, depth)) {
                fill(message, field, depth);
            }
        }
        return message.build();
    }

    private boolean isSet(FieldDescriptor field, int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        boolean important = switch (field.getName()) {
            case "name", "parent", "queue", "resource", "task", "url", "http_request", "lease_duration", "requests" ->
                true;
            default -> false;
        };
        return important ? random.nextInt(10) > 0 : random.nextInt(10) < 3;
    }

    private void fill(DynamicMessage.Builder message, FieldDescriptor field, int depth) {
        if (!field.isRepeated()) {
            message.setField(field, value(field, depth));
            return;
        }
        boolean mask = field.getContainingType()
                .getFullName()
                .equals(FieldMask.getDescriptor().getFullName());
        int count = random.nextInt(100) == 0 ? 200 : random.nextInt(4);
        for (int i = 0; i < count; i++) {
            message.addRepeatedField(field, mask ? words.maskPath() : value(field, depth));
        }
    }

    private Object value(FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) words.number();
            case LONG -> words.number();
            case FLOAT -> (float) words.fraction();
            case DOUBLE -> words.fraction();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> words.text(field);
            case BYTE_STRING -> words.bytes();
            case ENUM ->
                random.nextInt(10) == 0
                        ? field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(1000) - 500)
                        : words.pick(field.getEnumType().getValues());
            case MESSAGE -> create(field.getMessageType(), depth + 1);
        };
    }
}
