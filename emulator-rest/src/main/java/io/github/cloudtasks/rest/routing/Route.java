package io.github.cloudtasks.rest.routing;

/**
 * An HTTP method and a path with the endpoint that handles its requests.
 *
 * @param method the HTTP method, or {@link #ANY_METHOD}
 */
public record Route(String method, PathTemplate template, Endpoint endpoint, RouteKind kind) {
    /** The method of a route that accepts every HTTP method. */
    public static final String ANY_METHOD = "*";

    /** Creates a route of a method of the API. */
    public Route(String method, PathTemplate template, Endpoint endpoint) {
        this(method, template, endpoint, RouteKind.CALL);
    }

    /** Creates a route of a method of the API from the text of a template. */
    public static Route of(String method, String template, Endpoint endpoint) {
        return new Route(method, PathTemplate.parse(template), endpoint);
    }

    /** Returns this route as one of another kind. */
    public Route as(RouteKind newKind) {
        return new Route(method, template, endpoint, newKind);
    }

    /**
     * Returns whether calls may change something: every call that can be made with another method than GET. No method
     * of the API that has a route for GET changes anything; BufferTask has routes for every method.
     */
    public boolean mayChange() {
        return !method.equals("GET");
    }

    boolean accepts(String requestMethod, String verb) {
        return template.verb().equals(verb) && (method.equals(requestMethod) || method.equals(ANY_METHOD));
    }
}
