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
import org.yaml.snakeyaml.nodes.Tag;

/** A finder for the fields of a resource in a file, whose names may be in lowerCamelCase or snake_case. */
final class FieldFinder {
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)(?:\\[(\\d+)])?");

    private final String file;
    private final Field resource;

    FieldFinder(String file, Node resource) {
        this.file = file;
        this.resource = new Field("", "", resource, resource);
    }

    /** A field as it is written in the file. */
    private record Field(String path, String name, Node key, Node value) {
        boolean isCalled(String other) {
            return plain(name).equals(plain(other));
        }
    }

    /**
     * Returns the location of the field at a path of the schema, or of its closest parent that the resource has.
     *
     * @param path such as {@code http_target.header_overrides[0].header}
     */
    SourceLocation at(String path) {
        Field at = resource;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            Field next = child(at, step);
            if (next == null) {
                break;
            }
            at = next;
        }
        return place(at);
    }

    /**
     * Returns the location of the first of several fields that the resource has. If it has none of them, returns the
     * location of their deepest common parent with the first, or of the resource's name.
     *
     * @param paths as in {@link #at}; may be empty
     */
    SourceLocation atFirstOf(List<String> paths) {
        for (String path : paths) {
            Field field = find(path);
            if (field != null) {
                return place(field);
            }
        }
        SourceLocation nearest = at(paths.isEmpty() ? "name" : paths.getFirst());
        return nearest.field().isEmpty() ? at("name") : nearest;
    }

    /** Returns whether the resource has a value other than null at a path. */
    boolean isWritten(String path) {
        Field field = find(path);
        return field != null && !field.value().getTag().equals(Tag.NULL);
    }

    private SourceLocation place(Field field) {
        return new SourceLocation(file, field.key().getStartMark().getLine() + 1, field.path());
    }

    private @Nullable Field find(String path) {
        Field at = resource;
        Matcher step = STEP.matcher(path);
        while (at != null && step.find()) {
            at = child(at, step);
        }
        return at;
    }

    private static @Nullable Field child(Field parent, Matcher step) {
        Field child = child(parent, step.group(1));
        return child == null || step.group(2) == null ? child : element(child, Integer.parseInt(step.group(2)));
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
            return new Field(list.path(), list.name(), element, element);
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
                children.add(new Field(before + name, name, key, entry.getValueNode()));
            }
        }
        return children;
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
