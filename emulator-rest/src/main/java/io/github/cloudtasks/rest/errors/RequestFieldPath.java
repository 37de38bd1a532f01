package io.github.cloudtasks.rest.errors;

import org.jspecify.annotations.Nullable;

/**
 * Where in a request a value stands, as errors name it: {@code task.http_request.headers[0].value}; the root is empty.
 */
public final class RequestFieldPath {
    public static final RequestFieldPath ROOT = new RequestFieldPath(null, "", -1);

    private final @Nullable RequestFieldPath parent;
    private final String name;
    private final int index;

    private RequestFieldPath(@Nullable RequestFieldPath parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    /** A field of the message at this path, by its name in the schema. */
    public RequestFieldPath field(String field) {
        return new RequestFieldPath(this, field, -1);
    }

    /** An element of the list or map at this path, counted from 0. */
    public RequestFieldPath element(int i) {
        return new RequestFieldPath(parent, name, i);
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
