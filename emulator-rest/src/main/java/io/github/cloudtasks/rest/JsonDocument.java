package io.github.cloudtasks.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * A JSON document that can be read with GET and is not a resource of the API.
 *
 * @param path the path, such as {@code /jwks}, without variables
 * @param content returns the document for the scheme and authority that the client used, without a slash at the end.
 *     Called on the event loop of a connection, so it must not block
 */
public record JsonDocument(String path, Function<String, JsonNode> content) {}
