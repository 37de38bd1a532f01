package io.github.cloudtasks.rest.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All routes, as a tree with a level per path segment. A literal segment takes precedence over a wildcard; if it leads
 * to no route, the wildcard is tried. Immutable.
 */
final class RouteTable {
    /** A level of the tree, with the next segments and the routes that end here. */
    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node wildcard;
        private final List<Route> routes = new ArrayList<>();
    }

    /** A route and the values of its variables, decoded. */
    record Match(Route route, List<String> variables) {}

    private final Node root = new Node();
    private final Set<String> verbs = new HashSet<>();

    RouteTable(List<Route> routes) {
        routes.forEach(this::add);
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : route.template().segments()) {
            if (segment.equals(PathTemplate.WILDCARD)) {
                Node next = node.wildcard == null ? new Node() : node.wildcard;
                node.wildcard = next;
                node = next;
            } else {
                node = node.literals.computeIfAbsent(segment, s -> new Node());
            }
        }
        node.routes.add(route);
        if (!route.template().verb().isEmpty()) {
            verbs.add(route.template().verb());
        }
    }

    /**
     * Finds the route of a request.
     *
     * @param path the percent-encoded path without the query
     * @return null if there is no route
     */
    @Nullable
    Match find(String method, String path) {
        if (!path.startsWith("/")) {
            return null;
        }
        List<String> raw = split(path);
        int last = raw.size() - 1;
        String verb = last < 0 ? "" : verbOf(raw.get(last));
        if (!verb.isEmpty()) {
            raw.set(last, withoutVerb(raw.get(last), verb));
        }
        dropTrailingEmpty(raw);
        Route route = find(root, raw, 0, method, verb);
        return route == null ? null : new Match(route, bind(route.template(), raw));
    }

    private static List<String> split(String path) {
        List<String> segments = new ArrayList<>();
        if (path.equals("/")) {
            return segments;
        }
        int from = 1;
        for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
            segments.add(path.substring(from, slash));
            from = slash + 1;
        }
        segments.add(path.substring(from));
        return segments;
    }

    /**
     * Removes empty segments at the end: {@code …/tasks/} means {@code …/tasks}, and {@code …/tasks/:buffer} means
     * {@code …/tasks:buffer}. Google's transcoder does so too, after it has removed the verb (seen in its source);
     * clients that are generated from the discovery document send an empty task id that way.
     */
    private static void dropTrailingEmpty(List<String> raw) {
        while (!raw.isEmpty() && raw.getLast().isEmpty()) {
            raw.removeLast();
        }
    }

    /** Returns the text after the last colon if a route has it as its verb. IDs of projects may contain colons too. */
    private String verbOf(String lastSegment) {
        String decoded = PercentDecoder.segment(lastSegment);
        int colon = decoded.lastIndexOf(':');
        String verb = colon < 0 ? "" : decoded.substring(colon + 1);
        return verbs.contains(verb) ? verb : "";
    }

    private static String withoutVerb(String segment, String verb) {
        if (segment.endsWith(":" + verb)) {
            return segment.substring(0, segment.length() - verb.length() - 1);
        }
        // The colon or a letter of the verb is escaped.
        String decoded = PercentDecoder.segmentKeepingSlash(segment);
        return decoded.substring(0, decoded.length() - verb.length() - 1);
    }

    private static @Nullable Route find(Node node, List<String> raw, int level, String method, String verb) {
        if (level == raw.size()) {
            for (Route route : node.routes) {
                if (route.accepts(method, verb)) {
                    return route;
                }
            }
            return null;
        }
        String segment = raw.get(level);
        Node literal = node.literals.get(PercentDecoder.segmentKeepingSlash(segment));
        Route route = literal == null ? null : find(literal, raw, level + 1, method, verb);
        if (route == null && node.wildcard != null && !segment.isEmpty()) {
            route = find(node.wildcard, raw, level + 1, method, verb);
        }
        return route;
    }

    private static List<String> bind(PathTemplate template, List<String> raw) {
        List<PathTemplate.Variable> variables = template.variables();
        List<String> values = new ArrayList<>(variables.size());
        for (PathTemplate.Variable variable : variables) {
            values.add(
                    variable.isOneSegment() ? PercentDecoder.segment(raw.get(variable.from())) : join(variable, raw));
        }
        return values;
    }

    private static String join(PathTemplate.Variable variable, List<String> raw) {
        StringBuilder value = new StringBuilder(96);
        for (int i = variable.from(); i < variable.to(); i++) {
            if (i > variable.from()) {
                value.append('/');
            }
            value.append(PercentDecoder.segmentKeepingSlash(raw.get(i)));
        }
        return value.toString();
    }
}
