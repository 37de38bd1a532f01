package io.github.cloudtasks.rest.routing;

import com.google.api.HttpRule;

/** The method and the path of a rule, which has a field of its own for every method. */
public final class HttpBinding {
    private HttpBinding() {}

    /** The HTTP method, {@code *} for any. */
    public static String method(HttpRule rule) {
        return switch (rule.getPatternCase()) {
            case GET, PUT, POST, DELETE, PATCH -> rule.getPatternCase().name();
            case CUSTOM -> rule.getCustom().getKind();
            case PATTERN_NOT_SET -> throw new IllegalArgumentException("A rule without a pattern: " + rule);
        };
    }

    /** The path template, as text. */
    public static String path(HttpRule rule) {
        return switch (rule.getPatternCase()) {
            case GET -> rule.getGet();
            case PUT -> rule.getPut();
            case POST -> rule.getPost();
            case DELETE -> rule.getDelete();
            case PATCH -> rule.getPatch();
            case CUSTOM -> rule.getCustom().getPath();
            case PATTERN_NOT_SET -> throw new IllegalArgumentException("A rule without a pattern: " + rule);
        };
    }
}
