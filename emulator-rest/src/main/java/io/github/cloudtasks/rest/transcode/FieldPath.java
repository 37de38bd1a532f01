package io.github.cloudtasks.rest.transcode;

import org.jspecify.annotations.Nullable;

/**
 * Where in a request a value stands, as errors name it: {@code task.http_request.headers[0].value}; the root is empty.
 */
final class FieldPath {
    static final FieldPath ROOT = new FieldPath(null, "", -1);

    private final @Nullable FieldPath parent;
    private final String name;
    private final int index;

    private FieldPath(@Nullable FieldPath parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    /** A field of the message at this path, by its name in the schema. */
    FieldPath field(String field) {
        return new FieldPath(this, field, -1);
    }

    /** An element of the list or map at this path, counted from 0. */
    FieldPath element(int i) {
        return new FieldPath(parent, name, i);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        appendTo(text);
        return text.toString();
    }

    private void appendTo(StringBuilder text) {
        if (parent == null) {
            return;
        }
        parent.appendTo(text);
        if (!text.isEmpty()) {
            text.append('.');
        }
        text.append(name);
        if (index >= 0) {
            text.append('[').append(index).append(']');
        }
    }
}
