package io.github.cloudtasks.rest.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.rest.json.JsonMapping.Field;
import io.github.cloudtasks.rest.json.JsonScalar.InvalidScalarException;
import java.util.Base64;

/** Converts the scalars of JSON and of query parameters to field values (protobuf JSON mapping). */
final class ScalarReader {
    /** The bound up to which a double represents every integer. */
    private static final double EXACT = 1L << 53;

    private ScalarReader() {}

    /**
     * Returns the value for a field or for an element of a repeated field.
     *
     * @param name the name of the field in the request, for error messages
     * @param holder the message that has the field
     * @throws InvalidScalarException if the field does not accept the value
     */
    static Object read(Field field, JsonScalar scalar, String name, Message.Builder holder)
            throws InvalidScalarException {
        FieldDescriptor descriptor = field.descriptor();
        if (!field.isMessage()) {
            return read(descriptor, scalar);
        }
        return switch (field.special()) {
            case WRAPPER -> {
                Message.Builder wrapper = holder.newBuilderForField(descriptor);
                FieldDescriptor value = wrapper.getDescriptorForType().findFieldByNumber(1);
                yield wrapper.setField(value, read(value, scalar)).build();
            }
            case TIMESTAMP, DURATION, FIELD_MASK -> {
                try {
                    yield field.special().read(scalar, holder.newBuilderForField(descriptor));
                } catch (InvalidScalarException e) {
                    throw new InvalidScalarException("Field '" + name + "', " + e.text());
                }
            }
            case PLAIN, ANY -> throw new InvalidScalarException(scalar.toString());
        };
    }

    /** Returns the value for a field that is not a message. */
    static Object read(FieldDescriptor field, JsonScalar scalar) throws InvalidScalarException {
        return switch (field.getType()) {
            case STRING -> unicode(scalar);
            case BYTES -> bytes(scalar);
            case BOOL -> bool(scalar);
            case ENUM -> enumValue(field.getEnumType(), scalar);
            case INT32, SINT32, SFIXED32 -> int32(scalar);
            case INT64, SINT64, SFIXED64 -> integer(scalar, Long.MIN_VALUE);
            case UINT32, FIXED32 -> uint32(scalar);
            case UINT64, FIXED64 -> uint64(scalar);
            case FLOAT -> (float) number(scalar, Float.MAX_VALUE);
            case DOUBLE -> number(scalar, Double.MAX_VALUE);
            case MESSAGE, GROUP -> throw new InvalidScalarException(scalar.toString());
        };
    }

    /** Returns the string. Rejects half of a surrogate pair, which a JSON escape can represent and UTF-8 cannot. */
    private static String unicode(JsonScalar scalar) throws InvalidScalarException {
        String text = text(scalar);
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (Character.getType(text.codePointAt(i)) == Character.SURROGATE) {
                throw new InvalidScalarException(scalar.toString());
            }
        }
        return text;
    }

    private static String text(JsonScalar scalar) throws InvalidScalarException {
        if (!scalar.quoted()) {
            throw new InvalidScalarException(scalar.toString());
        }
        return scalar.text();
    }

    /** Reads base64 with either alphabet, with or without padding. */
    private static ByteString bytes(JsonScalar scalar) throws InvalidScalarException {
        String text = text(scalar);
        boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            return ByteString.copyFrom((url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text));
        } catch (IllegalArgumentException e) {
            throw new InvalidScalarException("Base64 decoding failed for " + scalar);
        }
    }

    private static boolean bool(JsonScalar scalar) throws InvalidScalarException {
        return switch (scalar.text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidScalarException(scalar.toString());
        };
    }

    /** Reads a name or a number. A quoted number must be a value of the enum. */
    private static EnumValueDescriptor enumValue(EnumDescriptor type, JsonScalar scalar) throws InvalidScalarException {
        EnumValueDescriptor named = scalar.quoted() ? type.findValueByName(scalar.text()) : null;
        if (named != null) {
            return named;
        }
        int number = int32(scalar);
        EnumValueDescriptor value =
                scalar.quoted() ? type.findValueByNumber(number) : type.findValueByNumberCreatingIfUnknown(number);
        if (value == null) {
            throw new InvalidScalarException(scalar.toString());
        }
        return value;
    }

    private static int int32(JsonScalar scalar) throws InvalidScalarException {
        long value = integer(scalar, Integer.MIN_VALUE);
        if (value != (int) value) {
            throw new InvalidScalarException(scalar.toString());
        }
        return (int) value;
    }

    private static int uint32(JsonScalar scalar) throws InvalidScalarException {
        long value = integer(scalar, 0);
        if (value > 0xffffffffL) {
            throw new InvalidScalarException(scalar.toString());
        }
        return (int) value;
    }

    private static long uint64(JsonScalar scalar) throws InvalidScalarException {
        try {
            return Long.parseUnsignedLong(scalar.text());
        } catch (NumberFormatException e) {
            return integer(scalar, 0);
        }
    }

    /**
     * Reads an integer of at least {@code least}. An exponent and a fraction are accepted if the value is an integer.
     */
    private static long integer(JsonScalar scalar, long least) throws InvalidScalarException {
        long value;
        try {
            value = Long.parseLong(scalar.text());
        } catch (NumberFormatException e) {
            double number = number(scalar, EXACT);
            value = (long) number;
            if (value != number) {
                throw new InvalidScalarException(scalar.toString());
            }
        }
        if (value < least) {
            throw new InvalidScalarException(scalar.toString());
        }
        return value;
    }

    /**
     * Reads a number within {@code ±most}, quoted or not. For floating-point fields, also reads {@code NaN} and the
     * infinities.
     */
    private static double number(JsonScalar scalar, double most) throws InvalidScalarException {
        String text = scalar.text();
        if (scalar.quoted() && most > EXACT) {
            switch (text) {
                case "NaN" -> {
                    return Double.NaN;
                }
                case "Infinity" -> {
                    return Double.POSITIVE_INFINITY;
                }
                case "-Infinity" -> {
                    return Double.NEGATIVE_INFINITY;
                }
                default -> {}
            }
        }
        try {
            double value = isNumber(text) ? Double.parseDouble(text) : Double.NaN;
            if (Math.abs(value) <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported like a number that is out of range.
        }
        throw new InvalidScalarException(scalar.toString());
    }

    /**
     * Returns whether the text has only characters of a JSON number. Java also parses spaces, hexadecimal digits and
     * suffixes.
     */
    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
