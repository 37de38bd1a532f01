package io.github.cloudtasks.queueyaml;

import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.model.Bytes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final int MAX_DIGITS = 18;

  private final Map<String, Node> untaken = new LinkedHashMap<>();

  private YamlMap(@Nullable Node node) {
    if (node == null || isNothing(node)) {
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      throw error(node, "expected a mapping");
    }
    for (NodeTuple entry : mapping.getValue()) {
      String key = text(entry.getKeyNode());
      if (untaken.put(key, entry.getValueNode()) != null) {
        throw error(entry.getKeyNode(), "\"" + key + "\" is given twice");
      }
    }
  }

  /** The mapping that a file consists of; an empty one for a file without content. */
  static YamlMap document(Bytes file) {
    return new YamlMap(YamlText.compose(file));
  }

  void ignore(String... keys) {
    List.of(keys).forEach(untaken::remove);
  }

  boolean has(String key) {
    Node node = untaken.get(key);
    return node != null && !isNothing(node);
  }

  String requiredText(String key) {
    String text = text(key);
    if (text == null || text.isEmpty()) {
      throw ApiException.invalidArgument("Invalid queue configuration. A queue must have a " + key + ".");
    }
    return text;
  }

  @Nullable String text(String key) {
    Node node = take(key);
    return node == null ? null : text(node);
  }

  boolean flag(String key, boolean absent) {
    Node node = take(key);
    if (node == null) {
      return absent;
    }
    return switch (text(node).toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw error(node, "\"" + key + "\" must be True or False");
    };
  }

  @Nullable BigDecimal number(String key) {
    Node node = take(key);
    if (node == null) {
      return null;
    }
    String text = text(node);
    if (!text.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)") || text.length() > MAX_DIGITS) {
      throw error(node, "\"" + key + "\" must be a number");
    }
    return new BigDecimal(text);
  }

  @Nullable Integer integer(String key) {
    Node node = take(key);
    if (node == null) {
      return null;
    }
    try {
      return Integer.valueOf(text(node));
    } catch (NumberFormatException e) {
      throw error(node, "\"" + key + "\" must be an integer");
    }
  }

  /** The mapping under a key; an empty one when there is none. */
  YamlMap map(String key) {
    return new YamlMap(take(key));
  }

  /** The mappings in the list under a key; none when there is no list. */
  List<YamlMap> maps(String key) {
    Node node = take(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw error(node, "\"" + key + "\" must be a list");
    }
    List<YamlMap> maps = new ArrayList<>();
    sequence.getValue().forEach(element -> maps.add(new YamlMap(element)));
    return maps;
  }

  void requireNothingElse() {
    untaken.forEach(
        (key, node) -> {
          throw error(node, "unknown attribute \"" + key + "\"");
        });
  }

  private @Nullable Node take(String key) {
    Node node = untaken.remove(key);
    return node == null || isNothing(node) ? null : node;
  }

  private static boolean isNothing(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw error(node, "expected a single value");
  }

  private static ApiException error(Node node, String what) {
    return YamlText.error(node.getStartMark(), what);
  }
}
