package io.github.cloudtasks.rest.routing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decoded parameters of a query string, in their order. */
public record QueryParameters(List<Parameter> parameters) {
    static final QueryParameters EMPTY = new QueryParameters(List.of());

    /** A name and its value, which is empty if there is no equals sign. */
    public record Parameter(String name, String value) {}

    /** Decodes the part of a URL after the question mark, or a form, which has the same syntax. */
    public static QueryParameters parse(String raw) {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        List<Parameter> parameters = new ArrayList<>();
        int from = 0;
        while (from <= raw.length()) {
            int ampersand = raw.indexOf('&', from);
            int end = ampersand < 0 ? raw.length() : ampersand;
            if (end > from) {
                parameters.add(parameter(raw.substring(from, end)));
            }
            from = end + 1;
        }
        return new QueryParameters(parameters);
    }

    private static Parameter parameter(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        return new Parameter(PercentDecoder.query(name), PercentDecoder.query(value));
    }

    /** Returns the first value with that name; null if there is none. */
    public @Nullable String first(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.value();
            }
        }
        return null;
    }
}
