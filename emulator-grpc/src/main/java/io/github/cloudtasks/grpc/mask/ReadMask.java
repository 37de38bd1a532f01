package io.github.cloudtasks.grpc.mask;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import java.util.List;

/** The fields that an answer shows. What is costly to compute is shown only when it is named (documented for stats). */
public final class ReadMask {
    private static final String EVERYTHING = "*";

    private final boolean everything;
    private final List<MaskPath> paths;

    private ReadMask(boolean everything, List<MaskPath> paths) {
        this.everything = everything;
        this.paths = List.copyOf(paths);
    }

    /**
     * Reads a mask. No mask shows all but what must be named (documented); so does one without paths, and {@code *}
     * shows everything (both inferred).
     *
     * @throws io.github.cloudtasks.model.ApiException {@code Invalid mask: …}, when a path is not one of
     *     {@code message}
     */
    public static ReadMask of(Descriptor message, FieldMask mask) {
        List<MaskPath> paths = mask.getPathsList().stream()
                .filter(path -> !path.equals(EVERYTHING))
                .map(path -> MaskPath.parse(message, path))
                .toList();
        return new ReadMask(paths.size() < mask.getPathsCount(), paths);
    }

    /** Whether a field that must be named is. */
    public boolean names(String field) {
        return everything || paths.stream().anyMatch(path -> path.isWithin(field));
    }

    /** Whether nothing is left out but what must be named. */
    public boolean showsAll() {
        return everything || paths.isEmpty();
    }

    /** The shown part of a message. */
    @SuppressWarnings("unchecked") // A builder of a message builds messages of the same type.
    public <M extends Message> M apply(M message) {
        if (showsAll()) {
            return message;
        }
        Message.Builder shown = message.newBuilderForType();
        paths.forEach(path -> path.copy(message, shown));
        return (M) shown.build();
    }
}
