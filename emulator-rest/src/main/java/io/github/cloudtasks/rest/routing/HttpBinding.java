package io.github.cloudtasks.rest.routing;

import com.google.api.HttpRule;

/**
 * One rule of a {@code google.api.http} annotation.
 *
 * @param method the HTTP method; {@code *} for every method
 * @param path the path template
 * @param body the request field that the body fills; {@code *} if the body is the request itself, empty if there is no
 *     body
 */
public record HttpBinding(String method, String path, String body) {
    /** The value of {@code body} if the HTTP body is the request itself. */
    public static final String WHOLE_REQUEST = "*";

    /**
     * Returns the binding of a rule, without its additional bindings.
     *
     * @throws IllegalArgumentException if the rule has no pattern
     */
    public static HttpBinding of(HttpRule rule) {
        return switch (rule.getPatternCase()) {
            case GET -> new HttpBinding("GET", rule.getGet(), rule.getBody());
            case PUT -> new HttpBinding("PUT", rule.getPut(), rule.getBody());
            case POST -> new HttpBinding("POST", rule.getPost(), rule.getBody());
            case DELETE -> new HttpBinding("DELETE", rule.getDelete(), rule.getBody());
            case PATCH -> new HttpBinding("PATCH", rule.getPatch(), rule.getBody());
            case CUSTOM ->
                new HttpBinding(rule.getCustom().getKind(), rule.getCustom().getPath(), rule.getBody());
            case PATTERN_NOT_SET -> throw new IllegalArgumentException("The rule has no pattern: " + rule);
        };
    }
}
