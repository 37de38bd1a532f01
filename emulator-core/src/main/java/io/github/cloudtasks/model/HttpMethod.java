package io.github.cloudtasks.model;

/** The HTTP methods of tasks, in the order of the API. */
public enum HttpMethod {
    POST,
    GET,
    HEAD,
    PUT,
    DELETE,
    PATCH,
    OPTIONS;

    /** Returns whether a request with this method has a body: an HTTP task with another method cannot have one. */
    public boolean takesBody() {
        return this == POST || this == PUT || this == PATCH;
    }
}
