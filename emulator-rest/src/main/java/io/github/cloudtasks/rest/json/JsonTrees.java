package io.github.cloudtasks.rest.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * JSON without a protobuf message, as a tree. Thread-safe.
 *
 * <p>Jackson's mapper loads 300 classes and takes a tenth of the CPU time of a start, so it is created at the first
 * use.
 */
public final class JsonTrees {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonTrees() {}

    /**
     * Parses the first JSON value of a text in UTF-8.
     *
     * @return a missing node for an empty text
     * @throws IOException if the text is not JSON; the message may quote it
     */
    public static JsonNode read(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }

    /** Writes a tree. Does not close the generator. */
    public static void write(JsonGenerator json, JsonNode tree) throws IOException {
        MAPPER.writeTree(json, tree);
    }
}
