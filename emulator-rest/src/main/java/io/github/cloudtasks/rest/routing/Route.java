package io.github.cloudtasks.rest.routing;

/**
 * An HTTP method and a path with the endpoint that handles its requests.
 *
 * @param method the HTTP method, or {@link #ANY_METHOD}
 */
public record Route(String method, PathTemplate template, Endpoint endpoint) {
    /** The method of a route that accepts every HTTP method. */
    public static final String ANY_METHOD = "*";

    /** Creates a route from the text of a template. */
    public static Route of(String method, String template, Endpoint endpoint) {
        return new Route(method, PathTemplate.parse(template), endpoint);
    }

    boolean accepts(String requestMethod, String verb) {
        return template.verb().equals(verb) && (method.equals(requestMethod) || method.equals(ANY_METHOD));
    }
}
