package io.github.cloudtasks.rest.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.rest.json.JsonScalar.InvalidScalarException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The kinds of message types by their form in JSON. Times, durations and field masks are strings (protobuf JSON
 * mapping). Their fields are found by number, so that the Java class of a message does not matter.
 */
enum WellKnownType {
    /** A message that is written as an object with its fields. */
    PLAIN,
    TIMESTAMP,
    DURATION,
    FIELD_MASK,
    /** A message around one scalar, such as {@code google.protobuf.Int32Value}. */
    WRAPPER,
    ANY;

    private static final String PACKAGE = "google.protobuf.";
    private static final Map<String, WellKnownType> BY_NAME = Map.ofEntries(
            Map.entry("Timestamp", TIMESTAMP),
            Map.entry("Duration", DURATION),
            Map.entry("FieldMask", FIELD_MASK),
            Map.entry("Any", ANY),
            Map.entry("BoolValue", WRAPPER),
            Map.entry("BytesValue", WRAPPER),
            Map.entry("DoubleValue", WRAPPER),
            Map.entry("FloatValue", WRAPPER),
            Map.entry("Int32Value", WRAPPER),
            Map.entry("Int64Value", WRAPPER),
            Map.entry("StringValue", WRAPPER),
            Map.entry("UInt32Value", WRAPPER),
            Map.entry("UInt64Value", WRAPPER));

    private static final int NANOS_PER_SECOND = 1_000_000_000;

    /** The range of a Duration: ±10,000 years. */
    private static final long MAX_DURATION_SECONDS = 315_576_000_000L;

    /**
     * The format and range of timestamps. A class of its own, so that they are created when the first timestamp is
     * read.
     */
    private static final class Timestamps {
        private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
        private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
        private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .appendLiteral('T')
                .appendPattern("HH:mm:ss")
                .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                .appendOffset("+HH:MM", "Z")
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** Returns the kind of a message type. */
    static WellKnownType of(Descriptor type) {
        String name = type.getFullName();
        return name.startsWith(PACKAGE) ? BY_NAME.getOrDefault(name.substring(PACKAGE.length()), PLAIN) : PLAIN;
    }

    /** Returns whether JSON has one scalar for a message of this kind. */
    boolean isScalar() {
        return this != PLAIN && this != ANY;
    }

    /**
     * Reads a scalar into a message of this type.
     *
     * @param into an empty builder of the message
     * @throws InvalidScalarException if the text is invalid
     */
    Message read(JsonScalar scalar, Message.Builder into) throws InvalidScalarException {
        return switch (this) {
            case TIMESTAMP -> readTimestamp(scalar, into);
            case DURATION -> readDuration(scalar, into);
            case FIELD_MASK -> readFieldMask(scalar, into);
            case PLAIN, WRAPPER, ANY -> throw new IllegalArgumentException(this + " is not written as a string");
        };
    }

    /** Returns the string for a message of this type. */
    String write(Message message) {
        return switch (this) {
            case TIMESTAMP ->
                Instant.ofEpochSecond(seconds(message), nanos(message)).toString();
            case DURATION -> duration(seconds(message), nanos(message));
            case FIELD_MASK -> fieldMask(message);
            case PLAIN, WRAPPER, ANY -> throw new IllegalArgumentException(this + " is not written as a string");
        };
    }

    private static Message readTimestamp(JsonScalar scalar, Message.Builder into) throws InvalidScalarException {
        if (!scalar.quoted()) {
            throw new InvalidScalarException("Invalid data type for timestamp, value is " + scalar);
        }
        if (!hasZone(scalar.text())) {
            throw new InvalidScalarException(
                    "Illegal timestamp format; timestamps must end with 'Z' or have a valid timezone offset.");
        }
        try {
            Instant instant = Timestamps.RFC_3339
                    .parse(scalar.text(), OffsetDateTime::from)
                    .toInstant();
            if (!instant.isBefore(Timestamps.FIRST) && !instant.isAfter(Timestamps.LAST)) {
                return secondsAndNanos(into, instant.getEpochSecond(), instant.getNano());
            }
        } catch (DateTimeException e) {
            // Reported like a time that is out of range.
        }
        throw new InvalidScalarException("Invalid time format: Failed to parse input, " + scalar);
    }

    private static boolean hasZone(String time) {
        int date = time.indexOf('T');
        return time.endsWith("Z") || (date >= 0 && (time.indexOf('+', date) >= 0 || time.indexOf('-', date) >= 0));
    }

    private static Message readDuration(JsonScalar scalar, Message.Builder into) throws InvalidScalarException {
        if (!scalar.quoted()) {
            throw new InvalidScalarException("Invalid data type for duration, value is " + scalar);
        }
        String text = scalar.text();
        if (!text.endsWith("s")) {
            throw new InvalidScalarException("Illegal duration format; duration must end with 's'");
        }
        boolean negative = text.startsWith("-");
        String number = text.substring(negative ? 1 : 0, text.length() - 1);
        int point = number.indexOf('.');
        String whole = point < 0 ? number : number.substring(0, point);
        String fraction = point < 0 ? "" : number.substring(point + 1);
        if (!isDigits(whole) || (point >= 0 && !isDigits(fraction)) || whole.length() > 12 || fraction.length() > 9) {
            throw new InvalidScalarException("Invalid duration format, failed to parse seconds");
        }
        long seconds = Long.parseLong(whole);
        int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
        if (seconds > MAX_DURATION_SECONDS) {
            throw new InvalidScalarException("Duration value exceeds limits");
        }
        return secondsAndNanos(into, negative ? -seconds : seconds, negative ? -nanos : nanos);
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Reads paths separated by commas, in lowerCamelCase or snake_case (recorded). */
    private static Message readFieldMask(JsonScalar scalar, Message.Builder into) throws InvalidScalarException {
        if (!scalar.quoted()) {
            throw new InvalidScalarException("Invalid data type for field mask, value is " + scalar);
        }
        FieldDescriptor paths = into.getDescriptorForType().findFieldByNumber(1);
        for (String path : scalar.text().split(",", -1)) {
            if (!path.isEmpty()) {
                into.addRepeatedField(paths, snakeCase(path));
            }
        }
        return into.build();
    }

    private static String snakeCase(String path) {
        StringBuilder snake = new StringBuilder(path.length() + 8);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                snake.append('_').append((char) (c - 'A' + 'a'));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }

    private static Message secondsAndNanos(Message.Builder into, long seconds, int nanos) {
        Descriptor type = into.getDescriptorForType();
        return into.setField(type.findFieldByNumber(1), seconds)
                .setField(type.findFieldByNumber(2), nanos)
                .build();
    }

    private static long seconds(Message message) {
        return (Long) message.getField(message.getDescriptorForType().findFieldByNumber(1));
    }

    private static int nanos(Message message) {
        return (Integer) message.getField(message.getDescriptorForType().findFieldByNumber(2));
    }

    /** Returns the text of a duration with 0, 3, 6 or 9 digits after the point. */
    private static String duration(long seconds, int nanos) {
        StringBuilder text = new StringBuilder(24);
        if (seconds < 0 || nanos < 0) {
            text.append('-');
        }
        text.append(Math.abs(seconds));
        int fraction = Math.abs(nanos);
        if (fraction > 0) {
            String digits = Integer.toString(NANOS_PER_SECOND + fraction).substring(1);
            int length = fraction % 1_000_000 == 0 ? 3 : fraction % 1_000 == 0 ? 6 : 9;
            text.append('.').append(digits, 0, length);
        }
        return text.append('s').toString();
    }

    private static String fieldMask(Message message) {
        FieldDescriptor paths = message.getDescriptorForType().findFieldByNumber(1);
        List<String> camel = new ArrayList<>();
        for (int i = 0; i < message.getRepeatedFieldCount(paths); i++) {
            camel.add(camelCase((String) message.getRepeatedField(paths, i)));
        }
        return String.join(",", camel);
    }

    private static String camelCase(String path) {
        StringBuilder camel = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean joint = c == '_' && i + 1 < path.length() && Character.isLowerCase(path.charAt(i + 1));
            camel.append(joint ? Character.toUpperCase(path.charAt(++i)) : c);
        }
        return camel.toString();
    }
}
