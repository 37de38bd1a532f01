package io.github.cloudtasks.grpc.queueyaml;

import io.github.cloudtasks.model.Bytes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping in a YAML document. Its keys are taken one by one, and a key that remains is an error. Scalars are not
 * resolved, so that the name {@code on} does not become {@code true}.
 */
final class YamlMap {
    /** The size limit of a file in bytes, chosen by us. A file has at most 100 queues (documented). */
    private static final int MAX_BYTES = 256 << 10;

    private static final int MAX_DIGITS = 18;

    /** The prefix of its keys in errors: empty, or a path that ends with a dot. */
    private final String path;

    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> untaken = new LinkedHashSet<>();

    private YamlMap(@Nullable Node node, String path) {
        this.path = path;
        this.line = node == null ? 0 : line(node);
        if (node == null || isNothing(node)) {
            return;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw InvalidQueueYamlException.form(line, "", "expected a mapping");
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = text(entry.getKeyNode(), "");
            if (values.put(key, entry.getValueNode()) != null) {
                throw error(key, entry.getKeyNode(), "\"" + key + "\" is given twice");
            }
            untaken.add(key);
        }
    }

    /** Parses a file into its mapping. An empty file gives an empty mapping. */
    static YamlMap document(Bytes file) {
        try {
            return new YamlMap(YamlParser.compose(file, MAX_BYTES), "");
        } catch (InvalidYamlException e) {
            throw InvalidQueueYamlException.form(e.line(), "", e.description());
        }
    }

    void ignore(String... keys) {
        List.of(keys).forEach(untaken::remove);
    }

    boolean has(String key) {
        Node node = values.get(key);
        return node != null && !isNothing(node);
    }

    /** Returns the line of a key's value, or that of the mapping if the key is absent. */
    int line(String key) {
        Node node = values.get(key);
        return node == null ? line : line(node);
    }

    /** Returns the path of a key for errors. */
    String field(String key) {
        return path + key;
    }

    /** Returns the exception for an invalid or missing value of a key. */
    InvalidQueueYamlException invalid(String key, String what) {
        return InvalidQueueYamlException.value(line(key), field(key), what);
    }

    String requiredText(String key) {
        String text = text(key);
        if (text == null || text.isEmpty()) {
            throw invalid(key, "A queue must have a " + key + ".");
        }
        return text;
    }

    @Nullable
    String text(String key) {
        Node node = take(key);
        return node == null ? null : text(node, key);
    }

    boolean flag(String key, boolean absent) {
        Node node = take(key);
        if (node == null) {
            return absent;
        }
        return switch (text(node, key).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw error(key, node, "\"" + key + "\" must be True or False");
        };
    }

    @Nullable
    BigDecimal number(String key) {
        Node node = take(key);
        if (node == null) {
            return null;
        }
        String text = text(node, key);
        if (!text.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)") || text.length() > MAX_DIGITS) {
            throw error(key, node, "\"" + key + "\" must be a number");
        }
        return new BigDecimal(text);
    }

    @Nullable
    Integer integer(String key) {
        Node node = take(key);
        if (node == null) {
            return null;
        }
        try {
            return Integer.valueOf(text(node, key));
        } catch (NumberFormatException e) {
            throw error(key, node, "\"" + key + "\" must be an integer");
        }
    }

    /** Takes the mapping under a key. Returns an empty one if the key is absent. */
    YamlMap map(String key) {
        return new YamlMap(take(key), field(key) + ".");
    }

    /** Takes the mappings in the list under a key. Returns an empty list if the key is absent. */
    List<YamlMap> maps(String key) {
        Node node = take(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw error(key, node, "\"" + key + "\" must be a list");
        }
        List<YamlMap> maps = new ArrayList<>();
        sequence.getValue().forEach(element -> maps.add(new YamlMap(element, "")));
        return maps;
    }

    void requireNothingElse() {
        for (String key : untaken) {
            throw InvalidQueueYamlException.form(line(key), field(key), "unknown attribute \"" + key + "\"");
        }
    }

    private @Nullable Node take(String key) {
        untaken.remove(key);
        Node node = values.get(key);
        return node == null || isNothing(node) ? null : node;
    }

    private static boolean isNothing(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private String text(Node node, String key) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw error(key, node, "expected a single value");
    }

    private InvalidQueueYamlException error(String key, Node node, String what) {
        return InvalidQueueYamlException.form(line(node), key.isEmpty() ? "" : field(key), what);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
