package io.github.cloudtasks.server.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Finds the field of a resource that an error complains of; the resource may have it in lowerCamelCase or snake_case.
 */
final class FieldFinder {
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)(?:\\[(\\d+)])?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]+");

    private final String file;
    private final Field resource;

    FieldFinder(String file, Node resource) {
        this.file = file;
        this.resource = new Field("", "", 0, resource, resource);
    }

    /** A field as it is written: where its name stands, and its value. */
    private record Field(String path, String name, int depth, Node key, Node value) {
        boolean isCalled(String other) {
            return plain(name).equals(plain(other));
        }
    }

    /**
     * The field at a path of the schema, or the last one on the way that the resource has.
     *
     * @param path such as {@code http_target.header_overrides[0].header}
     */
    SourceLocation at(String path) {
        Field at = resource;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            Field next = child(at, step.group(1));
            if (next == null) {
                break;
            }
            at = step.group(2) == null ? next : element(next, Integer.parseInt(step.group(2)));
        }
        return place(at);
    }

    /**
     * The field that a rule's sentence names, the deepest if there are several; for none of them, the resource's name.
     */
    SourceLocation namedIn(String sentence) {
        List<Field> all = new ArrayList<>();
        addFieldsOf(resource, all);
        Field best = null;
        for (String word :
                WORD.matcher(sentence).results().map(result -> result.group()).toList()) {
            for (Field field : all) {
                if (field.isCalled(word) && (best == null || field.depth() > best.depth())) {
                    best = field;
                }
            }
        }
        return best == null ? at("name") : place(best);
    }

    private SourceLocation place(Field field) {
        return new SourceLocation(file, field.key().getStartMark().getLine() + 1, field.path());
    }

    private static void addFieldsOf(Field parent, List<Field> into) {
        for (Field field : children(parent)) {
            into.add(field);
            addFieldsOf(field, into);
        }
    }

    private static @Nullable Field child(Field parent, String name) {
        return children(parent).stream()
                .filter(field -> field.isCalled(name))
                .findFirst()
                .orElse(null);
    }

    private static Field element(Field list, int index) {
        if (list.value() instanceof SequenceNode sequence
                && index < sequence.getValue().size()) {
            Node element = sequence.getValue().get(index);
            return new Field(list.path(), list.name(), list.depth(), element, element);
        }
        return list;
    }

    private static List<Field> children(Field parent) {
        if (!(parent.value() instanceof MappingNode mapping)) {
            return List.of();
        }
        String before = parent.path().isEmpty() ? "" : parent.path() + ".";
        List<Field> children = new ArrayList<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key) {
                String name = key.getValue();
                children.add(new Field(before + name, name, parent.depth() + 1, key, entry.getValueNode()));
            }
        }
        return children;
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
