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
 * A parser for YAML and JSON with limits on size, nesting and aliases. Tags in a document construct no objects. JSON is
 * valid YAML, except for the escape {@code \/}, which is replaced before parsing.
 */
public final class YamlParser {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
    private static final int MAX_DEPTH = 20;
    private static final int MAX_ALIASES = 50;

    private YamlParser() {}

    /**
     * Parses a file with one document.
     *
     * @param maxBytes the size limit of the file; the parser is slow on long lines
     * @return the root node; null if the file is empty
     * @throws InvalidYamlException if the file is not YAML or has more than one document
     */
    public static @Nullable Node compose(Bytes file, int maxBytes) {
        String text = decode(file, maxBytes);
        return parse(yaml -> yaml.compose(new StringReader(text)), maxBytes);
    }

    /**
     * Parses a file with any number of documents.
     *
     * @param maxBytes the size limit of the file
     * @return the root node of each document
     * @throws InvalidYamlException if the file is neither YAML nor JSON
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

    /** JSON allows {@code \/} for a slash; YAML 1.1 does not. */
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
