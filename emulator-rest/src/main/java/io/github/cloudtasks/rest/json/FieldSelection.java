package io.github.cloudtasks.rest.json;

import com.google.protobuf.Descriptors.Descriptor;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.json.JsonMapping.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The response fields that the system parameter {@code fields} selects: {@code a,b/c} or {@code a,b.c}, {@code b(c,d)},
 * {@code *}. Names may be in lowerCamelCase or snake_case.
 */
public final class FieldSelection {
    /** The selection of all fields. */
    public static final FieldSelection ALL = new FieldSelection();

    private static final String ANY = "*";

    private final Map<String, FieldSelection> children = new HashMap<>();

    private FieldSelection() {}

    /**
     * Parses a selector.
     *
     * @param selector the value of the parameter; null for all fields
     * @param type the message type of the response
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if the type has no such field, or the parentheses do not
     *     match
     */
    public static FieldSelection of(@Nullable String selector, Descriptor type) {
        if (selector == null || selector.isEmpty()) {
            return ALL;
        }
        FieldSelection root = parse(selector);
        root.resolve(JsonMapping.of(type), selector, "");
        return root;
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
                        throw RequestErrors.fields(selector, selector);
                    }
                    at = group;
                    group = open.pop();
                }
                default -> {}
            }
        }
        if (!open.isEmpty()) {
            throw RequestErrors.fields(selector, selector);
        }
        return root;
    }

    /** Checks the names, and replaces them by the names in JSON. */
    private void resolve(JsonMapping shape, String selector, String path) {
        Map<String, FieldSelection> named = Map.copyOf(children);
        children.clear();
        named.forEach((name, child) -> {
            String here = path.isEmpty() ? name : path + "." + name;
            if (name.equals(ANY)) {
                children.put(ANY, child);
                return;
            }
            Field field = shape.field(name);
            if (field == null) {
                throw RequestErrors.fields(selector, here);
            }
            child.resolve(field, selector, here);
            children.put(field.descriptor().getJsonName(), child);
        });
    }

    private void resolve(Field field, String selector, String path) {
        boolean open =
                field.special() == WellKnownType.ANY || field.descriptor().isMapField();
        if (children.isEmpty() || open) {
            return;
        }
        if (!field.isMessage() || field.special() != WellKnownType.PLAIN) {
            throw RequestErrors.fields(
                    selector, path + "." + children.keySet().iterator().next());
        }
        resolve(JsonMapping.of(field.descriptor().getMessageType()), selector, path);
    }

    /** Returns whether all fields below this one are selected. */
    boolean isAll() {
        return children.isEmpty();
    }

    /** Returns the selection within a field; null if the field is not selected. */
    @Nullable
    FieldSelection of(String jsonName) {
        if (children.isEmpty()) {
            return this;
        }
        FieldSelection child = children.get(jsonName);
        return child == null ? children.get(ANY) : child;
    }
}
