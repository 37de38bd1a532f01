package io.github.cloudtasks.queueyaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.model.Bytes;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The syntax of YAML, within bounds that no queue.yaml needs to pass. Nothing is constructed from a document's tags.
 */
final class YamlText {
  /** Ours; an app may have 100 queues in its file (documented), and the parser takes its time over long lines. */
  private static final int MAX_BYTES = 256 << 10;
  private static final int MAX_DEPTH = 20;
  private static final int MAX_ALIASES = 50;

  private YamlText() {}

  /** The nodes of a document; null when it is empty. */
  static @Nullable Node compose(Bytes file) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    try {
      return new Yaml(new SafeConstructor(options)).compose(new StringReader(decode(file)));
    } catch (MarkedYAMLException e) {
      throw error(e.getProblemMark(), String.valueOf(e.getProblem()));
    } catch (YAMLException e) {
      throw ApiException.invalidArgument("Error parsing queue.yaml: " + e.getMessage());
    }
  }

  static ApiException error(@Nullable Mark place, String what) {
    String where = place == null ? "" : " at line " + (place.getLine() + 1);
    return ApiException.invalidArgument("Error parsing queue.yaml" + where + ": " + what + ".");
  }

  private static String decode(Bytes file) {
    if (file.size() > MAX_BYTES) {
      throw ApiException.invalidArgument("Error parsing queue.yaml: it is larger than 256 KiB.");
    }
    try {
      return UTF_8.newDecoder().decode(file.asByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw ApiException.invalidArgument("Error parsing queue.yaml: it is not UTF-8.");
    }
  }
}
