package io.github.cloudtasks.rest.discovery;

import io.github.cloudtasks.rest.routing.PathTemplate;
import io.github.cloudtasks.rest.routing.PathTemplate.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The name and the path of a method in a discovery document.
 *
 * <pre>
 * rule                                         method                 path
 * POST /v1/{parent=shelves/*}/books:sort       shelves.books.sort     v1/{+parent}/books:sort
 * GET  /v1/{name=shelves/*&#47;books/*}             shelves.books.get      v1/{+name}
 * GET  /v1/{name=shelves/*&#47;settings}            shelves.getSettings    v1/{+name}
 * POST /admin/shelves/update                   admin.shelves.update   admin/shelves/update
 * </pre>
 *
 * @param resources the levels of the resource tree above the method
 * @param method the name of the method
 * @param path the path, whose variables may span several segments
 * @param flatPath the path with a variable for every segment
 * @param parameters the names of the variables in order, with the pattern of those that span several segments and an
 *     empty string for the others
 */
record DiscoveryPath(
        List<String> resources, String method, String path, String flatPath, Map<String, String> parameters) {

    static DiscoveryPath of(PathTemplate template, String httpMethod, String rpc, String version) {
        List<String> resources = new ArrayList<>();
        for (String segment : template.segments()) {
            if (!segment.equals("*") && !segment.equals(version)) {
                resources.add(segment);
            }
        }
        String method = method(template, httpMethod, rpc);
        boolean lastNamesMethod = method.equals(lowerCamel(rpc))
                && endsInLiteral(template)
                && template.verb().isEmpty();
        if (lastNamesMethod || template.variables().isEmpty()) {
            resources.remove(resources.size() - 1);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Variable variable : template.variables()) {
            parameters.put(name(variable), isOneSegment(variable) ? "" : pattern(template, variable));
        }
        return new DiscoveryPath(resources, method, path(template), flatPath(template), parameters);
    }

    /** Returns the name of the method within the API. */
    String id() {
        return DiscoveryRoutes.API + "." + String.join(".", resources) + "." + method;
    }

    private static String method(PathTemplate template, String httpMethod, String rpc) {
        if (!template.verb().isEmpty()) {
            return template.verb();
        }
        if (template.variables().isEmpty()) {
            return template.segments().get(template.segments().size() - 1);
        }
        if (endsInLiteral(template)) {
            return rpc.startsWith("List") ? "list" : rpc.startsWith("Create") ? "create" : lowerCamel(rpc);
        }
        return httpMethod.equals("PUT") ? "update" : httpMethod.toLowerCase(Locale.ROOT);
    }

    private static boolean endsInLiteral(PathTemplate template) {
        return !template.segments().get(template.segments().size() - 1).equals("*");
    }

    private static String path(PathTemplate template) {
        List<String> parts = new ArrayList<>(template.segments());
        for (Variable variable : template.variables().reversed()) {
            List<String> spanned = parts.subList(variable.from(), variable.to());
            spanned.clear();
            spanned.add((isOneSegment(variable) ? "{" : "{+") + name(variable) + "}");
        }
        return join(parts, template.verb());
    }

    private static String flatPath(PathTemplate template) {
        List<String> parts = new ArrayList<>(template.segments());
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).equals("*")) {
                parts.set(i, "{" + parts.get(i - 1) + "Id}");
            }
        }
        for (Variable variable : template.variables()) {
            if (isOneSegment(variable)) {
                parts.set(variable.from(), "{" + name(variable) + "}");
            }
        }
        return join(parts, template.verb());
    }

    private static String join(List<String> parts, String verb) {
        return String.join("/", parts) + (verb.isEmpty() ? "" : ":" + verb);
    }

    private static String pattern(PathTemplate template, Variable variable) {
        List<String> parts = new ArrayList<>();
        for (String segment : template.segments().subList(variable.from(), variable.to())) {
            parts.add(segment.equals("*") ? "[^/]+" : segment);
        }
        return "^" + String.join("/", parts) + "$";
    }

    private static boolean isOneSegment(Variable variable) {
        return variable.to() - variable.from() == 1;
    }

    /** Returns the last field of the variable's path in lowerCamelCase. */
    private static String name(Variable variable) {
        String field = variable.fieldPath().substring(variable.fieldPath().lastIndexOf('.') + 1);
        StringBuilder name = new StringBuilder();
        for (String word : field.split("_", -1)) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    private static String lowerCamel(String rpc) {
        return rpc.substring(0, 1).toLowerCase(Locale.ROOT) + rpc.substring(1);
    }
}
