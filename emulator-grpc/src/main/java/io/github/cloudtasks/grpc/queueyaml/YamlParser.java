package io.github.cloudtasks.grpc.queueyaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.cloudtasks.model.Bytes;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The syntax of YAML, within bounds that no honest file needs to pass. Nothing is constructed from a document's tags.
 * JSON is YAML, too, but for an escape that the parser does not know.
 */
public final class YamlParser {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
    private static final int MAX_DEPTH = 20;
    private static final int MAX_ALIASES = 50;

    private YamlParser() {}

    /**
     * The nodes of the only document.
     *
     * @param maxBytes the largest file; the parser takes its time over long lines
     * @return null when it is empty
     * @throws InvalidYamlException also for a second document
     */
    public static @Nullable Node compose(Bytes file, int maxBytes) {
        String text = decode(file, maxBytes);
        return parse(yaml -> yaml.compose(new StringReader(text)), maxBytes);
    }

    /**
     * The nodes of each document; JSON is one.
     *
     * @param maxBytes the largest file
     * @throws InvalidYamlException where it is none
     */
    public static List<Node> composeAll(Bytes file, int maxBytes) {
        String text = withoutEscapedSlashes(decode(file, maxBytes));
        return parse(
                yaml -> {
                    List<Node> documents = new ArrayList<>();
                    yaml.composeAll(new StringReader(text)).forEach(documents::add);
                    return documents;
                },
                maxBytes);
    }

    private static <T extends @Nullable Object> T parse(Function<Yaml, T> parser, int maxBytes) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(maxBytes);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try {
            return parser.apply(new Yaml(new SafeConstructor(options)));
        } catch (MarkedYAMLException e) {
            throw new InvalidYamlException(e.getProblemMark(), String.valueOf(e.getProblem()));
        } catch (YAMLException e) {
            throw new InvalidYamlException(null, String.valueOf(e.getMessage()));
        }
    }

    /** JSON may have {@code \/} for a slash, which YAML 1.1 has not. */
    private static String withoutEscapedSlashes(String text) {
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[")
                ? ESCAPE.matcher(text).replaceAll(escape -> escape.group(1).equals("/") ? "/" : "$0")
                : text;
    }

    private static String decode(Bytes file, int maxBytes) {
        if (file.size() > maxBytes) {
            throw new InvalidYamlException(null, "it is larger than " + (maxBytes >> 10) + " KiB");
        }
        try {
            return UTF_8.newDecoder().decode(file.asByteBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidYamlException(null, "it is not UTF-8");
        }
    }
}
