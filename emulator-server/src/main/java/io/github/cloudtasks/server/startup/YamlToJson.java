package io.github.cloudtasks.server.startup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Converts a YAML tree to JSON. Every scalar except null becomes a string: the message parser accepts numbers and
 * booleans as strings, and a service named {@code 2} or {@code on} keeps its name.
 */
final class YamlToJson {
    private static final JsonFactory JSON = new JsonFactory();
    /** Deeper than any message. Stops at aliases that contain themselves. */
    private static final int MAX_DEPTH = 20;

    private final String file;

    YamlToJson(String file) {
        this.file = file;
    }

    byte[] of(Node node) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(node, json, MAX_DEPTH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void write(Node node, JsonGenerator json, int levels) throws IOException {
        if (levels == 0) {
            throw mistake(node, "this is nested too deeply");
        }
        switch (node) {
            case MappingNode mapping -> writeObject(mapping, json, levels);
            case SequenceNode sequence -> {
                json.writeStartArray();
                for (Node element : sequence.getValue()) {
                    write(element, json, levels - 1);
                }
                json.writeEndArray();
            }
            case ScalarNode scalar when !scalar.getTag().equals(Tag.NULL) -> json.writeString(scalar.getValue());
            default -> json.writeNull();
        }
    }

    private void writeObject(MappingNode mapping, JsonGenerator json, int levels) throws IOException {
        Set<String> names = new HashSet<>();
        json.writeStartObject();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw mistake(entry.getKeyNode(), "a field name must be a string");
            }
            if (!names.add(key.getValue())) {
                throw mistake(key, "\"" + key.getValue() + "\" is given twice");
            }
            json.writeFieldName(key.getValue());
            write(entry.getValueNode(), json, levels - 1);
        }
        json.writeEndObject();
    }

    private InitialQueueException mistake(Node node, String what) {
        String field = node instanceof ScalarNode key ? key.getValue() : "";
        return new SourceLocation(file, node.getStartMark().getLine() + 1, field).mistake(what);
    }
}
