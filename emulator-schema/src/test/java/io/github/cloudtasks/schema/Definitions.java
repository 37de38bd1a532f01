package io.github.cloudtasks.schema;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Interface definitions as a set of lines, one for each message, oneof, field, enum, enum value, service, method and
 * HTTP rule. A line holds all that decides how the element looks on the wire and in JSON, so two definitions that have
 * the same lines mean the same to every client. Documentation, Java options and field behaviour are left out.
 */
final class Definitions {
    private final Set<String> lines = new TreeSet<>();

    private Definitions() {}

    /** Returns the lines of some files, without those of the files that they import. */
    static Set<String> of(Collection<FileDescriptor> files) {
        Definitions definitions = new Definitions();
        for (FileDescriptor file : files) {
            file.getMessageTypes().forEach(definitions::add);
            file.getEnumTypes().forEach(definitions::add);
            file.getServices().forEach(definitions::add);
        }
        return definitions.lines;
    }

    private void add(Descriptor message) {
        lines.add("message " + message.getFullName());
        message.getRealOneofs().forEach(this::add);
        message.getFields().forEach(this::add);
        message.getEnumTypes().forEach(this::add);
        message.getNestedTypes().forEach(this::add);
    }

    private void add(OneofDescriptor oneof) {
        lines.add("oneof " + oneof.getFullName());
    }

    private void add(FieldDescriptor field) {
        StringBuilder line = new StringBuilder("field ")
                .append(field.getFullName())
                .append(" = ")
                .append(field.getNumber())
                .append(": ")
                .append(cardinality(field))
                .append(type(field))
                .append(", json ")
                .append(field.getJsonName());
        if (field.getRealContainingOneof() != null) {
            line.append(", oneof ").append(field.getRealContainingOneof().getName());
        }
        if (field.isPacked()) {
            line.append(", packed");
        }
        lines.add(line.toString());
    }

    private static String cardinality(FieldDescriptor field) {
        if (field.isMapField()) {
            return "map ";
        }
        if (field.isRepeated()) {
            return "repeated ";
        }
        if (field.isRequired()) {
            return "required ";
        }
        boolean explicit = field.hasPresence()
                && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
                && field.getRealContainingOneof() == null;
        return explicit ? "optional " : "";
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
    }

    private void add(EnumDescriptor type) {
        lines.add((type.isClosed() ? "closed enum " : "enum ") + type.getFullName());
        type.getValues().forEach(value -> lines.add("value " + value.getFullName() + " = " + value.getNumber()));
    }

    private void add(ServiceDescriptor service) {
        lines.add("service " + service.getFullName());
        service.getMethods().forEach(this::add);
    }

    private void add(MethodDescriptor method) {
        lines.add("method " + method.getFullName() + "(" + (method.isClientStreaming() ? "stream " : "")
                + method.getInputType().getFullName() + ") returns (" + (method.isServerStreaming() ? "stream " : "")
                + method.getOutputType().getFullName() + ")");
        if (method.getOptions().hasExtension(AnnotationsProto.http)) {
            add(method, method.getOptions().getExtension(AnnotationsProto.http));
        }
    }

    private void add(MethodDescriptor method, HttpRule rule) {
        StringBuilder line = new StringBuilder("http ")
                .append(method.getFullName())
                .append(' ')
                .append(pattern(rule));
        if (!rule.getBody().isEmpty()) {
            line.append(", body ").append(rule.getBody());
        }
        if (!rule.getResponseBody().isEmpty()) {
            line.append(", response body ").append(rule.getResponseBody());
        }
        lines.add(line.toString());
        rule.getAdditionalBindingsList().forEach(binding -> add(method, binding));
    }

    private static String pattern(HttpRule rule) {
        return switch (rule.getPatternCase()) {
            case GET -> "GET " + rule.getGet();
            case PUT -> "PUT " + rule.getPut();
            case POST -> "POST " + rule.getPost();
            case DELETE -> "DELETE " + rule.getDelete();
            case PATCH -> "PATCH " + rule.getPatch();
            case CUSTOM -> rule.getCustom().getKind() + " " + rule.getCustom().getPath();
            case PATTERN_NOT_SET -> throw new IllegalArgumentException("a rule without a path");
        };
    }

    /** Returns all messages of some files, nested ones included. Entries of maps are no messages of their own. */
    static List<Descriptor> messages(Collection<FileDescriptor> files) {
        List<Descriptor> messages = new ArrayList<>();
        files.forEach(file -> file.getMessageTypes().forEach(message -> collect(message, messages)));
        return messages;
    }

    private static void collect(Descriptor message, List<Descriptor> messages) {
        if (!message.getOptions().getMapEntry()) {
            messages.add(message);
            message.getNestedTypes().forEach(nested -> collect(nested, messages));
        }
    }
}
