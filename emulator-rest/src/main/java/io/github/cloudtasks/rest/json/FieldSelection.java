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
 * A selection of fields, from the {@code fields} parameter: {@code a,b/c} or {@code a,b.c}, {@code b(c,d)}, {@code *}.
 * Names may be in either case of JSON.
 */
public final class FieldSelection {
    /** Everything. */
    public static final FieldSelection ALL = new FieldSelection();

    private static final String ANY = "*";

    private final Map<String, FieldSelection> children = new HashMap<>();

    private FieldSelection() {}

    /**
     * Reads a selector.
     *
     * @param selector null for all fields
     * @param type the message that it selects from
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

    /** Checks the names against the type, and gives every child the name that JSON writes. */
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

    /** Whether nothing is left out below here. */
    boolean isAll() {
        return children.isEmpty();
    }

    /** What is selected of a field; null if nothing is. */
    @Nullable
    FieldSelection of(String jsonName) {
        if (children.isEmpty()) {
            return this;
        }
        FieldSelection child = children.get(jsonName);
        return child == null ? children.get(ANY) : child;
    }
}
