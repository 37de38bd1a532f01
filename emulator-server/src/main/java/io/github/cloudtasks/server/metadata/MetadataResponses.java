package io.github.cloudtasks.server.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.metadata.MetadataNode.Computed;
import io.github.cloudtasks.server.metadata.MetadataNode.Directory;
import io.github.cloudtasks.server.metadata.MetadataNode.Value;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The responses of the metadata server. Each has the headers by which clients recognize the server. Content types,
 * directory listings and the sentences of errors are those of the real server (seen in logs and sources of clients).
 */
final class MetadataResponses {
    static final String FLAVOR = "Metadata-Flavor";
    static final String GOOGLE = "Google";

    private static final String TEXT = "application/text";
    private static final String JSON = "application/json";
    private static final String HTML = "text/html; charset=UTF-8";
    private static final Pattern WORD_START = Pattern.compile("-([a-z])");

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private MetadataResponses() {}

    static RestResponse text(String text) {
        return response(OK, TEXT, text);
    }

    static RestResponse json(JsonNode json) {
        return response(OK, JSON, json.toString());
    }

    /** Returns the response for an entry whose value does not depend on the query. */
    static RestResponse text(MetadataNode node) {
        return text(
                switch (node) {
                    case Directory directory -> listing(directory);
                    case Value value -> lines(value.json());
                    case Computed computed ->
                        throw new IllegalArgumentException("a computed entry has its own response");
                });
    }

    private static String listing(Directory directory) {
        StringBuilder text = new StringBuilder();
        directory.entries().forEach((name, node) -> text.append(name).append(node instanceof Directory ? "/\n" : "\n"));
        return text.toString();
    }

    private static String lines(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        StringBuilder text = new StringBuilder();
        value.forEach(element -> text.append(element.asText()).append('\n'));
        return text.toString();
    }

    /** Returns all values below a directory, one a line: its path and its text. */
    static RestResponse recursiveText(Directory directory) {
        StringBuilder text = new StringBuilder();
        addLines(directory, "", text);
        return text(text.toString());
    }

    private static void addLines(Directory directory, String path, StringBuilder text) {
        directory.entries().forEach((name, node) -> {
            switch (node) {
                case Directory below -> addLines(below, path + name + "/", text);
                case Value value ->
                    text.append(path)
                            .append(name)
                            .append(' ')
                            .append(lines(value.json()).strip().replace("\n", " "))
                            .append('\n');
                case Computed computed -> {}
            }
        });
    }

    /**
     * Returns all values below an entry as JSON, whose names are in camel case; the names of a listing unless
     * recursive.
     */
    static JsonNode jsonOf(MetadataNode node, boolean recursive) {
        return switch (node) {
            case Directory directory -> recursive ? object(directory) : names(directory);
            case Value value -> value.json();
            case Computed computed -> JsonNodeFactory.instance.nullNode();
        };
    }

    private static ObjectNode object(Directory directory) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        directory.entries().forEach((name, node) -> {
            if (!(node instanceof Computed)) {
                object.set(jsonName(name), jsonOf(node, true));
            }
        });
        return object;
    }

    private static ArrayNode names(Directory directory) {
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        directory.entries().forEach((name, node) -> names.add(node instanceof Directory ? name + "/" : name));
        return names;
    }

    private static String jsonName(String name) {
        boolean isEmail = name.indexOf('@') >= 0;
        return isEmail
                ? name
                : WORD_START.matcher(name).replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
    }

    static RestResponse badRequest(String message) {
        return response(BAD_REQUEST, HTML, message + "\n");
    }

    /** Returns the response to a request that the server refuses. */
    static RestResponse forbidden(String path, String reason) {
        return page(
                FORBIDDEN,
                "Error 403 (Forbidden)!!1",
                "Your client does not have permission to get URL <code>" + escaped(path) + "</code> from this server. "
                        + reason);
    }

    static RestResponse notFound(String path) {
        return page(
                NOT_FOUND,
                "Error 404 (Not Found)!!1",
                "The requested URL <code>" + escaped(path) + "</code> was not found on this server.");
    }

    private static RestResponse page(int status, String title, String sentence) {
        return response(status, HTML, """
                <!DOCTYPE html>
                <html lang=en>
                <meta charset=utf-8>
                <title>%s</title>
                <p>%s
                """.formatted(title, sentence));
    }

    private static String escaped(String path) {
        return path.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static RestResponse response(int status, String contentType, String content) {
        return new RestResponse(status, contentType, content.getBytes(StandardCharsets.UTF_8))
                .withHeader(FLAVOR, GOOGLE)
                .withHeader("Server", "Metadata Server for VM")
                .withHeader("X-Frame-Options", "SAMEORIGIN")
                .withHeader("X-XSS-Protection", "0");
    }
}
