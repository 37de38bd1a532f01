package io.github.cloudtasks.rest.routing;

/**
 * A method and a path at which something answers.
 *
 * @param method an HTTP method, or {@link #ANY_METHOD}
 */
public record Route(String method, PathTemplate template, Endpoint endpoint) {
    /** Stands for every HTTP method. */
    public static final String ANY_METHOD = "*";

    /** A route whose template is still text. */
    public static Route of(String method, String template, Endpoint endpoint) {
        return new Route(method, PathTemplate.parse(template), endpoint);
    }

    boolean answers(String requestMethod, String verb) {
        return template.verb().equals(verb) && (method.equals(requestMethod) || method.equals(ANY_METHOD));
    }
}
