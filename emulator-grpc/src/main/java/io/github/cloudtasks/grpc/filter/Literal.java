package io.github.cloudtasks.grpc.filter;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.model.ApiException;
import java.math.BigDecimal;
import java.text.ParseException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A value in a filter. Its type is that of the field with which it is compared.
 *
 * @param text the value without quotes
 * @param quoted whether the value was in quotes
 */
record Literal(String text, boolean quoted) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    /** Returns whether the literal is the asterisk, which stands for any value. */
    boolean isAnything() {
        return !quoted && text.equals("*");
    }

    String asText() {
        return text.toLowerCase(Locale.ROOT);
    }

    boolean asBoolean() {
        return switch (asText()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ofIncorrectType();
        };
    }

    BigDecimal asNumber() {
        if (!NUMBER.matcher(text).matches()) {
            throw ofIncorrectType();
        }
        return new BigDecimal(text);
    }

    /** Returns a duration in seconds with the suffix {@code s}. A number without the suffix is rejected (recorded). */
    Duration asDuration() {
        try {
            return Durations.parse(text);
        } catch (ParseException e) {
            throw ofIncorrectType();
        }
    }

    /** Returns a time in the format of RFC 3339. A date stands for its first instant in UTC. */
    Timestamp asTimestamp() {
        Instant instant = asInstant(DAY.matcher(text).matches() ? text + "T00:00:00Z" : text);
        Timestamp time = Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
        if (!Timestamps.isValid(time)) {
            throw ofIncorrectType();
        }
        return time;
    }

    /** Returns the error for a value of the wrong type. Its text has the value in lower case (recorded). */
    ApiException ofIncorrectType() {
        return ApiException.invalidArgument("The value '" + asText() + "' is of incorrect type.");
    }

    private Instant asInstant(String time) {
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException e) {
            throw ofIncorrectType();
        }
    }
}
