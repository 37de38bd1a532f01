package io.github.cloudtasks.grpc.mask;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The response fields that the system parameter {@code fields} or {@code X-Goog-FieldMask} selects: {@code a,b/c} or
 * {@code a,b.c}, {@code b(c,d)}, {@code *}. Names may be in lowerCamelCase or snake_case. Immutable.
 */
public final class FieldSelection {
    /** The selection of all fields. */
    public static final FieldSelection ALL = new FieldSelection();

    private static final String ANY = "*";
    private static final String WELL_KNOWN = "google.protobuf.";

    /** The length in characters to which an error clips a selector; gRPC clients allow 8 KiB of trailers. */
    private static final int CLIPPED_LENGTH = 500;

    private final Map<String, FieldSelection> children = new HashMap<>();

    private FieldSelection() {}

    /**
     * Parses a selector.
     *
     * @param selector the value of the parameter; null or empty for all fields
     * @param type the message type of the response
     * @throws StatusRuntimeException INVALID_ARGUMENT if the type has no such field, or the parentheses do not match
     */
    public static FieldSelection of(@Nullable String selector, Descriptor type) {
        if (selector == null || selector.isEmpty()) {
            return ALL;
        }
        FieldSelection root = parse(selector);
        root.resolve(type, selector, "");
        return root;
    }

    /**
     * Parses a selector for a response that has no descriptor and one field.
     *
     * @param field the name of the field
     * @param type the message type of the field
     * @return the selection within the field; null if the field is not selected
     * @throws StatusRuntimeException as for {@link #of(String, Descriptor)}
     */
    public static @Nullable FieldSelection within(String field, @Nullable String selector, Descriptor type) {
        if (selector == null || selector.isEmpty()) {
            return ALL;
        }
        FieldSelection root = parse(selector);
        root.children.forEach((name, child) -> {
            if (!name.equals(field) && !name.equals(ANY)) {
                throw noSuchField(selector, name);
            }
            child.resolve(type, selector, name);
        });
        return root.of(field);
    }

    private static FieldSelection parse(String selector) {
        FieldSelection root = new FieldSelection();
        Deque<FieldSelection> open = new ArrayDeque<>();
        FieldSelection group = root;
        FieldSelection at = root;
        int from = 0;
        for (int i = 0; i <= selector.length(); i++) {
            char c = i < selector.length() ? selector.charAt(i) : ',';
            if (",/.()".indexOf(c) < 0) {
                continue;
            }
            at = from < i ? at.children.computeIfAbsent(selector.substring(from, i), n -> new FieldSelection()) : at;
            from = i + 1;
            switch (c) {
                case ',' -> at = group;
                case '(' -> {
                    open.push(group);
                    group = at;
                }
                case ')' -> {
                    if (open.isEmpty()) {
                        throw noSuchField(selector, selector);
                    }
                    at = group;
                    group = open.pop();
                }
                default -> {}
            }
        }
        if (!open.isEmpty()) {
            throw noSuchField(selector, selector);
        }
        return root;
    }

    /** Checks the names, and replaces them by the names in JSON. */
    private void resolve(Descriptor type, String selector, String path) {
        Map<String, FieldSelection> named = Map.copyOf(children);
        children.clear();
        named.forEach((name, child) -> {
            String here = path.isEmpty() ? name : path + "." + name;
            if (name.equals(ANY)) {
                children.put(ANY, child);
                return;
            }
            FieldDescriptor field = field(type, name);
            if (field == null) {
                throw noSuchField(selector, here);
            }
            child.resolve(field, selector, here);
            children.put(field.getJsonName(), child);
        });
    }

    private void resolve(FieldDescriptor field, String selector, String path) {
        if (children.isEmpty() || field.isMapField() || isAny(field)) {
            return;
        }
        if (isScalar(field)) {
            throw noSuchField(
                    selector, path + "." + children.keySet().iterator().next());
        }
        resolve(field.getMessageType(), selector, path);
    }

    private static @Nullable FieldDescriptor field(Descriptor type, String name) {
        for (FieldDescriptor field : type.getFields()) {
            if (field.getJsonName().equals(name)) {
                return field;
            }
        }
        return type.findFieldByName(name);
    }

    private static boolean isMessage(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    }

    private static boolean isAny(FieldDescriptor field) {
        return isMessage(field) && field.getMessageType().getFullName().equals(WELL_KNOWN + "Any");
    }

    /** Returns whether a field is one value in JSON, such as a time, although it may be a message. */
    private static boolean isScalar(FieldDescriptor field) {
        return !isMessage(field) || (field.getMessageType().getFullName().startsWith(WELL_KNOWN) && !isAny(field));
    }

    /** Returns the error for a field that the response does not have (measured by others on other Google APIs). */
    private static StatusRuntimeException noSuchField(String selector, String path) {
        FieldViolation violation = FieldViolation.newBuilder()
                .setField(clipped(selector))
                .setDescription("Error expanding 'fields' parameter. Cannot find matching fields for path '"
                        + clipped(path) + "'.")
                .build();
        Status status = Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .setMessage("Request contains an invalid argument.")
                .addDetails(Any.pack(
                        BadRequest.newBuilder().addFieldViolations(violation).build()))
                .build();
        return StatusProto.toStatusRuntimeException(status);
    }

    private static String clipped(String text) {
        return text.length() <= CLIPPED_LENGTH ? text : text.substring(0, CLIPPED_LENGTH) + "…";
    }

    /** Returns whether all fields below this one are selected. */
    public boolean isAll() {
        return children.isEmpty();
    }

    /**
     * Returns the selection within a field, or within the value of a map's key.
     *
     * @return null if the field is not selected
     */
    public @Nullable FieldSelection of(String jsonName) {
        if (children.isEmpty()) {
            return this;
        }
        FieldSelection child = children.get(jsonName);
        return child == null ? children.get(ANY) : child;
    }

    /**
     * Returns the selected part of a message. An {@code Any} is selected as a whole, because its type may be unknown
     * here.
     */
    public Message prune(Message message) {
        if (isAll()) {
            return message;
        }
        Message.Builder pruned = message.newBuilderForType();
        message.getAllFields().forEach((field, value) -> {
            FieldSelection selected = of(field.getJsonName());
            if (selected != null) {
                pruned.setField(field, selected.pruneField(field, value));
            }
        });
        return pruned.build();
    }

    private Object pruneField(FieldDescriptor field, Object value) {
        if (isAll() || isAny(field) || isScalar(field)) {
            return value;
        }
        if (field.isMapField()) {
            return ((List<?>) value).stream().filter(this::selectsEntry).toList();
        }
        return field.isRepeated()
                ? ((List<?>) value)
                        .stream().map(element -> prune((Message) element)).toList()
                : prune((Message) value);
    }

    private boolean selectsEntry(Object entry) {
        Message message = (Message) entry;
        Object key = message.getField(message.getDescriptorForType().findFieldByNumber(1));
        return of(String.valueOf(key)) != null;
    }
}
