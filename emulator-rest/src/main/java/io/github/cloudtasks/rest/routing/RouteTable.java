package io.github.cloudtasks.rest.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All routes, as a tree with a level per segment. A literal goes before a wildcard; where the literal leads nowhere,
 * the wildcard is tried.
 */
public final class RouteTable {
    /** A level of the tree: what may come next, and what stands here. */
    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node any;
        private final List<Route> routes = new ArrayList<>();
    }

    /** A route and the values of its variables. */
    record Match(Route route, List<String> variables) {}

    private final Node root = new Node();
    private final Set<String> verbs = new HashSet<>();

    public RouteTable(List<Route> routes) {
        routes.forEach(this::add);
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : route.template().segments()) {
            if (segment.equals(PathTemplate.ANY)) {
                Node next = node.any == null ? new Node() : node.any;
                node.any = next;
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
     * @param path still percent-encoded, without the query
     * @return null if there is none
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

    /** What follows the last colon is a verb only if some route has it; names of projects may have colons too. */
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
        // The colon or a letter of the verb was escaped.
        String decoded = PercentDecoder.segmentKeepingSlash(segment);
        return decoded.substring(0, decoded.length() - verb.length() - 1);
    }

    private static @Nullable Route find(Node node, List<String> raw, int level, String method, String verb) {
        if (level == raw.size()) {
            for (Route route : node.routes) {
                if (route.answers(method, verb)) {
                    return route;
                }
            }
            return null;
        }
        String segment = raw.get(level);
        Node literal = node.literals.get(PercentDecoder.segmentKeepingSlash(segment));
        Route route = literal == null ? null : find(literal, raw, level + 1, method, verb);
        if (route == null && node.any != null && !segment.isEmpty()) {
            route = find(node.any, raw, level + 1, method, verb);
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
