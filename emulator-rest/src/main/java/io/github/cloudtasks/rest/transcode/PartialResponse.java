package io.github.cloudtasks.rest.transcode;

import com.google.protobuf.Descriptors.Descriptor;
import io.github.cloudtasks.rest.transcode.MessageShape.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A selection of fields, from the {@code fields} parameter: {@code a,b/c} or {@code a,b.c}, {@code b(c,d)}, {@code *}.
 * Names may be in either case of JSON.
 */
final class PartialResponse {
    /** Everything. */
    static final PartialResponse ALL = new PartialResponse();

    private static final String ANY = "*";

    private final Map<String, PartialResponse> children = new HashMap<>();

    private PartialResponse() {}

    /**
     * Reads a selector.
     *
     * @param selector null for all fields
     * @param type the message that it selects from
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if the type has no such field, or the parentheses do not
     *     match
     */
    static PartialResponse of(@Nullable String selector, Descriptor type) {
        if (selector == null || selector.isEmpty()) {
            return ALL;
        }
        PartialResponse root = parse(selector);
        root.resolve(MessageShape.of(type), selector, "");
        return root;
    }

    private static PartialResponse parse(String selector) {
        PartialResponse root = new PartialResponse();
        Deque<PartialResponse> open = new ArrayDeque<>();
        PartialResponse group = root;
        PartialResponse at = root;
        int from = 0;
        for (int i = 0; i <= selector.length(); i++) {
            char c = i < selector.length() ? selector.charAt(i) : ',';
            if (",/.()".indexOf(c) < 0) {
                continue;
            }
            at = from < i ? at.children.computeIfAbsent(selector.substring(from, i), n -> new PartialResponse()) : at;
            from = i + 1;
            switch (c) {
                case ',' -> at = group;
                case '(' -> {
                    open.push(group);
                    group = at;
                }
                case ')' -> {
                    if (open.isEmpty()) {
                        throw Refusal.fields(selector, selector);
                    }
                    at = group;
                    group = open.pop();
                }
                default -> {}
            }
        }
        if (!open.isEmpty()) {
            throw Refusal.fields(selector, selector);
        }
        return root;
    }

    /** Checks the names against the type, and gives every child the name that JSON writes. */
    private void resolve(MessageShape shape, String selector, String path) {
        Map<String, PartialResponse> named = Map.copyOf(children);
        children.clear();
        named.forEach((name, child) -> {
            String here = path.isEmpty() ? name : path + "." + name;
            if (name.equals(ANY)) {
                children.put(ANY, child);
                return;
            }
            Field field = shape.field(name);
            if (field == null) {
                throw Refusal.fields(selector, here);
            }
            child.resolve(field, selector, here);
            children.put(field.descriptor().getJsonName(), child);
        });
    }

    private void resolve(Field field, String selector, String path) {
        boolean open = field.special() == SpecialType.ANY || field.descriptor().isMapField();
        if (children.isEmpty() || open) {
            return;
        }
        if (!field.isMessage() || field.special() != SpecialType.PLAIN) {
            throw Refusal.fields(
                    selector, path + "." + children.keySet().iterator().next());
        }
        resolve(MessageShape.of(field.descriptor().getMessageType()), selector, path);
    }

    /** Whether nothing is left out below here. */
    boolean isAll() {
        return children.isEmpty();
    }

    /** What is selected of a field; null if nothing is. */
    @Nullable
    PartialResponse of(String jsonName) {
        if (children.isEmpty()) {
            return this;
        }
        PartialResponse child = children.get(jsonName);
        return child == null ? children.get(ANY) : child;
    }
}
