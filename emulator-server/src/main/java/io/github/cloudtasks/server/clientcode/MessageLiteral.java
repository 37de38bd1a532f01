package io.github.cloudtasks.server.clientcode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a protobuf message as an expression of a language, with one field a line. A new field of Task needs no change
 * here. Only types of fields that Task has are supported.
 */
abstract class MessageLiteral {
    private final String indentation;

    /**
     * Creates a writer.
     *
     * @param indentation the white space by which a nested message is indented
     */
    MessageLiteral(String indentation) {
        this.indentation = indentation;
    }

    /**
     * Returns the expression. Its first line is not indented.
     *
     * @param depth how often the line is indented on which the expression starts
     */
    final String of(Message message, int depth) {
        List<String> parts = new ArrayList<>();
        message.getAllFields().forEach((field, value) -> {
            if (field.isMapField()) {
                putMap(parts, field, (List<?>) value, depth + 1);
            } else {
                parts.add(field(field, value(field, value, depth + 1)));
            }
        });
        return message(message, parts, depth);
    }

    /** Returns line breaks and indentation for a depth. */
    final String newLine(int depth) {
        return "\n" + indentation.repeat(depth);
    }

    private String value(FieldDescriptor field, Object value, int depth) {
        return switch (value) {
            case Message nested -> of(nested, depth);
            case String text -> text(text);
            case ByteString bytes -> bytes(bytes);
            case EnumValueDescriptor constant -> constant(field, constant);
            // Numbers and booleans are written alike in all these languages.
            default -> value.toString();
        };
    }

    /** Adds the parts of a message for a map of texts. */
    abstract void putMap(List<String> parts, FieldDescriptor field, List<?> entries, int depth);

    /** Returns the expression of a message with these parts. */
    abstract String message(Message message, List<String> parts, int depth);

    /** Returns the part of a message for a field. */
    abstract String field(FieldDescriptor field, String value);

    abstract String text(String text);

    abstract String bytes(ByteString bytes);

    abstract String constant(FieldDescriptor field, EnumValueDescriptor constant);

    /** Returns parts between brackets, each on a line and followed by a comma. */
    final String block(String open, List<String> parts, String close, int depth) {
        StringBuilder block = new StringBuilder(open);
        parts.forEach(part -> block.append(newLine(depth + 1)).append(part).append(','));
        return parts.isEmpty()
                ? open + close
                : block.append(newLine(depth)).append(close).toString();
    }

    /** Returns the entries of a map field as {@code KEY: VALUE}. */
    final List<String> entries(List<?> entries) {
        return entries.stream()
                .map(entry -> (Message) entry)
                .map(entry -> Map.entry(part(entry, "key"), part(entry, "value")))
                .map(entry -> text(entry.getKey()) + ": " + text(entry.getValue()))
                .toList();
    }

    /** Returns the key or value of an entry of a map of texts. */
    static String part(Message entry, String name) {
        return String.valueOf(entry.getField(entry.getDescriptorForType().findFieldByName(name)));
    }
}
