package io.github.cloudtasks.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * Something to read on the port that is no resource of the API.
 *
 * @param path where it stands, such as {@code /jwks}; without variables
 * @param content what it says to a client that reached us by this address: scheme and authority, without a slash at the
 *     end. It runs on the connection's event loop, so it never waits
 */
public record JsonDocument(String path, Function<String, JsonNode> content) {}
