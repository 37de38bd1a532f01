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
 * A mapping in a YAML document. Its keys are taken one by one; one that remains is an error. Scalars stay as they are
 * written, so that a queue {@code on} is not called {@code true}.
 */
final class YamlMap {
    /** Ours; an app may have 100 queues in its file (documented). */
    private static final int MAX_BYTES = 256 << 10;

    private static final int MAX_DIGITS = 18;

    /** What stands before its keys where an error names them; with a dot, or empty. */
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

    /** The mapping that a file consists of; an empty one for a file without content. */
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

    /** Where the value of a key stands, or else the mapping. */
    int line(String key) {
        Node node = values.get(key);
        return node == null ? line : line(node);
    }

    /** The key as errors name it. */
    String field(String key) {
        return path + key;
    }

    /** The value of a key, or that it is missing, makes no sense. */
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

    /** The mapping under a key; an empty one when there is none. */
    YamlMap map(String key) {
        return new YamlMap(take(key), field(key) + ".");
    }

    /** The mappings in the list under a key; none when there is no list. */
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
