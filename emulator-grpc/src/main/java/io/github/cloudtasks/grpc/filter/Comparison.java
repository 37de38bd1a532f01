package io.github.cloudtasks.grpc.filter;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.model.ApiException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Predicate;

/** Predicates that compare the value of a field with a literal, by the type of the field. */
final class Comparison {

    private Comparison() {}

    /**
     * Returns the predicate.
     *
     * @throws ApiException if the literal is not of the field's type, or if the field is a message (both recorded)
     */
    static Predicate<Object> of(FieldReference reference, Operator operator, Literal literal) {
        FieldDescriptor field = reference.field();
        return switch (field.getJavaType()) {
            case INT, LONG -> {
                BigDecimal number = literal.asNumber();
                yield value -> operator.holds(
                        BigDecimal.valueOf(((Number) value).longValue()).compareTo(number));
            }
            case FLOAT, DOUBLE -> {
                double number = literal.asNumber().doubleValue();
                yield value -> operator.holds(Double.compare(((Number) value).doubleValue(), number));
            }
            case BOOLEAN -> {
                boolean truth = literal.asBoolean();
                yield value -> operator.holds(Boolean.compare((Boolean) value, truth));
            }
            case STRING -> text(operator, literal.asText());
            case ENUM -> {
                int number = number(field, literal);
                yield value -> operator.holds(Integer.compare(((EnumValueDescriptor) value).getNumber(), number));
            }
            case MESSAGE -> message(reference, operator, literal);
            case BYTE_STRING -> throw literal.ofIncorrectType();
        };
    }

    /** Strings are compared without regard to case, as in AIP-160, which the documentation refers to. */
    private static Predicate<Object> text(Operator operator, String text) {
        if (operator == Operator.HAS) {
            return value -> ((String) value).toLowerCase(Locale.ROOT).contains(text);
        }
        return value -> operator.holds(((String) value).toLowerCase(Locale.ROOT).compareTo(text));
    }

    private static Predicate<Object> message(FieldReference reference, Operator operator, Literal literal) {
        return switch (reference.field().getMessageType().getFullName()) {
            case "google.protobuf.Timestamp" -> {
                Timestamp time = literal.asTimestamp();
                yield value -> operator.holds(Timestamps.compare((Timestamp) value, time));
            }
            case "google.protobuf.Duration" -> {
                Duration duration = literal.asDuration();
                yield value -> operator.holds(Durations.compare((Duration) value, duration));
            }
            default ->
                throw ApiException.invalidArgument(
                        "Cannot match a nested type '%s'. A member field of scalar or enum type must be provided."
                                .formatted(reference.text()));
        };
    }

    /** Finds the value of an enum by its name in any case. Numbers are rejected (recorded). */
    private static int number(FieldDescriptor field, Literal literal) {
        for (EnumValueDescriptor value : field.getEnumType().getValues()) {
            if (value.getName().equalsIgnoreCase(literal.text())) {
                return value.getNumber();
            }
        }
        throw literal.ofIncorrectType();
    }
}
