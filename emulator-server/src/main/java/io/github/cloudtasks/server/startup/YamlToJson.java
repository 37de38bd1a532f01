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
 * The JSON of a YAML tree. Every scalar but null becomes a text as it is written: messages take their numbers and truth
 * values from texts, too, and a service {@code 2} or {@code on} stays what it is.
 */
final class YamlToJson {
    private static final JsonFactory JSON = new JsonFactory();
    /** No message is deeper, but a node that contains itself is. */
    private static final int DEEPEST = 20;

    private final String file;

    YamlToJson(String file) {
        this.file = file;
    }

    byte[] of(Node node) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(node, json, DEEPEST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void write(Node node, JsonGenerator json, int levels) throws IOException {
        if (levels == 0) {
            throw mistake(node, "this is nested too deep");
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
                throw mistake(entry.getKeyNode(), "a name must be a text");
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
