package io.github.cloudtasks.grpc.mask;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.model.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One path of a field mask.
 *
 * @param text the path as sent
 * @param fields the fields on the path, outermost first; all but the last are singular messages
 */
record MaskPath(String text, List<FieldDescriptor> fields) {
    MaskPath {
        fields = List.copyOf(fields);
    }

    /**
     * Parses a path. The names of fields must be in snake case; camel case is rejected (recorded). REST converts paths
     * to snake case first.
     *
     * @throws ApiException {@code Invalid mask: …} if there is no such field
     */
    static MaskPath parse(Descriptor message, String text) {
        List<FieldDescriptor> fields = new ArrayList<>();
        Descriptor at = message;
        for (String part : text.split("\\.", -1)) {
            FieldDescriptor field = at == null ? null : at.findFieldByName(part);
            if (field == null) {
                throw ApiException.invalidMask(text);
            }
            fields.add(field);
            at = messageBelow(field);
        }
        return new MaskPath(text, fields);
    }

    /** Returns whether this path is {@code path} or below it. */
    boolean isWithin(String path) {
        return text.equals(path) || text.startsWith(path + ".");
    }

    /** Returns whether this path is {@code path} or above it. */
    boolean covers(String path) {
        return text.equals(path) || path.startsWith(text + ".");
    }

    /** Copies this field from one message into another. A field that is a message is replaced as a whole (recorded). */
    void copy(Message from, Message.Builder into) {
        copy(from, into, 0);
    }

    private void copy(Message from, Message.Builder into, int depth) {
        FieldDescriptor field = fields.get(depth);
        if (depth == fields.size() - 1) {
            if (field.hasPresence() && !from.hasField(field)) {
                into.clearField(field);
            } else {
                into.setField(field, from.getField(field));
            }
        } else if (from.hasField(field) || into.hasField(field)) {
            copy((Message) from.getField(field), into.getFieldBuilder(field), depth + 1);
        }
    }

    private static @Nullable Descriptor messageBelow(FieldDescriptor field) {
        boolean single = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated();
        return single ? field.getMessageType() : null;
    }
}
