package io.github.cloudtasks.rest.errors;

import org.jspecify.annotations.Nullable;

/**
 * The path of a value in a request, as error messages show it: {@code task.http_request.headers[0].value}. The path of
 * the request itself is empty. Immutable; the text is created on demand, because most paths are never shown.
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

    /** Returns the path of a field of the message at this path, by its name in snake_case. */
    public RequestFieldPath field(String field) {
        return new RequestFieldPath(this, field, -1);
    }

    /** Returns the path of an element of the list or map at this path; the index starts at 0. */
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
