package io.github.cloudtasks.rest.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path of {@code google.api.http}: literals, wildcards, variables that span some of them, and perhaps a verb.
 *
 * <pre>
 * /v1/{parent=shelves/*}/books/{id}:lend     segments  v1 shelves * books *
 *                                            variables parent = 1..3, id = 4..5
 *                                            verb      lend
 * </pre>
 */
public final class PathTemplate {
    /** The segment that matches any one segment that is not empty. */
    static final String ANY = "*";

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    /**
     * A variable of a template.
     *
     * @param fieldPath the field of the request that it fills, dots between the levels
     * @param from the first segment that it spans
     * @param to the segment after the last one
     */
    public record Variable(String fieldPath, int from, int to) {
        /** Whether it spans one wildcard alone, so that an escaped slash in it is part of the value. */
        boolean isOneSegment() {
            return to - from == 1;
        }
    }

    private final String source;
    private final List<String> segments;
    private final List<Variable> variables;
    private final String verb;

    private PathTemplate(String source, List<String> segments, List<Variable> variables, String verb) {
        this.source = source;
        this.segments = List.copyOf(segments);
        this.variables = List.copyOf(variables);
        this.verb = verb;
    }

    /**
     * Parses a template.
     *
     * @throws IllegalArgumentException if it is none, or uses {@code **}, which no method here has
     */
    public static PathTemplate parse(String source) {
        if (!source.startsWith("/")) {
            throw new IllegalArgumentException("A path template starts with a slash: " + source);
        }
        if (source.equals("/")) {
            return new PathTemplate(source, List.of(), List.of(), "");
        }
        String path = source;
        String verb = "";
        int colon = source.lastIndexOf(':');
        if (colon > source.lastIndexOf('/') && colon > source.lastIndexOf('}')) {
            verb = source.substring(colon + 1);
            path = source.substring(0, colon);
        }
        List<String> segments = new ArrayList<>();
        List<Variable> variables = new ArrayList<>();
        int at = 1;
        while (at <= path.length()) {
            if (at < path.length() && path.charAt(at) == '{') {
                int close = path.indexOf('}', at);
                if (close < 0) {
                    throw new IllegalArgumentException("A variable does not end: " + source);
                }
                addVariable(path.substring(at + 1, close), segments, variables);
                at = close + 2;
            } else {
                int slash = path.indexOf('/', at);
                int end = slash < 0 ? path.length() : slash;
                addSegment(path.substring(at, end), segments);
                at = end + 1;
            }
        }
        return new PathTemplate(source, segments, variables, verb);
    }

    private static void addVariable(String text, List<String> segments, List<Variable> variables) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        if (!VARIABLE.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a field path: " + name);
        }
        int from = segments.size();
        for (String segment : (equals < 0 ? ANY : text.substring(equals + 1)).split("/", -1)) {
            addSegment(segment, segments);
        }
        variables.add(new Variable(name, from, segments.size()));
    }

    private static void addSegment(String segment, List<String> segments) {
        boolean wild = segment.equals(ANY);
        if (segment.isEmpty() || (!wild && segment.indexOf('*') >= 0)) {
            throw new IllegalArgumentException("Not a segment: '" + segment + "'");
        }
        segments.add(segment);
    }

    /** Literals and {@code *}, in order. */
    public List<String> segments() {
        return segments;
    }

    /** The variables in order of their place. */
    public List<Variable> variables() {
        return variables;
    }

    /** What follows the last colon; empty if there is none. */
    public String verb() {
        return verb;
    }

    /** The template as it was written. */
    @Override
    public String toString() {
        return source;
    }
}
