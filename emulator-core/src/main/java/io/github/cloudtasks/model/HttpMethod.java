package io.github.cloudtasks.model;

/** The methods that a task can be delivered with, in the order and with the numbers of the API. */
public enum HttpMethod {
    POST,
    GET,
    HEAD,
    PUT,
    DELETE,
    PATCH,
    OPTIONS
}
