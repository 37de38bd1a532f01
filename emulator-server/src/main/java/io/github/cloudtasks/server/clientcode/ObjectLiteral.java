package io.github.cloudtasks.server.clientcode;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/** Writes messages and maps between braces, and enums as their names, as Python and JavaScript have them. */
abstract class ObjectLiteral extends MessageLiteral {

    ObjectLiteral(String indentation) {
        super(indentation);
    }

    @Override
    final void putMap(List<String> parts, FieldDescriptor field, List<?> entries, int depth) {
        parts.add(field(field, block("{", entries(entries), "}", depth)));
    }

    @Override
    final String message(Message message, List<String> parts, int depth) {
        return block("{", parts, "}", depth);
    }

    @Override
    final String constant(FieldDescriptor field, EnumValueDescriptor constant) {
        return text(constant.getName());
    }
}
