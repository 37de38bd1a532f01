package io.github.cloudtasks.rest.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path template of {@code google.api.http}: literals, wildcards, variables that span some of them, and optionally a
 * verb.
 *
 * <pre>
 * /v1/{parent=shelves/*}/books/{id}:lend     segments  v1 shelves * books *
 *                                            variables parent = 1..3, id = 4..5
 *                                            verb      lend
 * </pre>
 */
public final class PathTemplate {
    /** The segment that matches one non-empty segment. */
    static final String WILDCARD = "*";

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    /**
     * A variable of a template.
     *
     * @param fieldPath the request field that it fills, with dots between the levels
     * @param from the index of the first segment that it spans
     * @param to the index after the last one
     */
    public record Variable(String fieldPath, int from, int to) {
        /** Returns whether the variable spans one segment, so that an escaped slash is part of its value. */
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
     * @throws IllegalArgumentException if {@code source} is not a template, or uses {@code **}, which is not supported
     */
    public static PathTemplate parse(String source) {
        if (!source.startsWith("/")) {
            throw new IllegalArgumentException("A path template must start with a slash: " + source);
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
                    throw new IllegalArgumentException("A variable has no closing brace: " + source);
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
            throw new IllegalArgumentException("A variable must be a field path: " + name);
        }
        int from = segments.size();
        for (String segment : (equals < 0 ? WILDCARD : text.substring(equals + 1)).split("/", -1)) {
            addSegment(segment, segments);
        }
        variables.add(new Variable(name, from, segments.size()));
    }

    private static void addSegment(String segment, List<String> segments) {
        boolean wild = segment.equals(WILDCARD);
        if (segment.isEmpty() || (!wild && segment.indexOf('*') >= 0)) {
            throw new IllegalArgumentException("A segment must be a literal or *, not '" + segment + "'");
        }
        segments.add(segment);
    }

    /** Returns the literals and {@code *} in order. */
    public List<String> segments() {
        return segments;
    }

    /** Returns the variables in order. */
    public List<Variable> variables() {
        return variables;
    }

    /** Returns the text after the last colon; empty if there is none. */
    public String verb() {
        return verb;
    }

    /** Returns the template as it was written. */
    @Override
    public String toString() {
        return source;
    }
}
