package io.github.cloudtasks.grpc.mask;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import java.util.List;

/** The fields of a response. Fields that are costly to compute are shown only if named (documented for stats). */
public final class ReadMask {
    private static final String EVERYTHING = "*";

    private final boolean everything;
    private final List<MaskPath> paths;

    private ReadMask(boolean everything, List<MaskPath> paths) {
        this.everything = everything;
        this.paths = List.copyOf(paths);
    }

    /**
     * Parses a mask. No mask shows all fields except those that must be named (documented), and so does a mask without
     * paths. The path {@code *} shows all fields (both inferred).
     *
     * @throws io.github.cloudtasks.model.ApiException {@code Invalid mask: …} if {@code message} has no such field
     */
    public static ReadMask of(Descriptor message, FieldMask mask) {
        List<MaskPath> paths = mask.getPathsList().stream()
                .filter(path -> !path.equals(EVERYTHING))
                .map(path -> MaskPath.parse(message, path))
                .toList();
        return new ReadMask(paths.size() < mask.getPathsCount(), paths);
    }

    /** Returns whether the mask names a field, or a part of it. */
    public boolean names(String field) {
        return everything || paths.stream().anyMatch(path -> path.isWithin(field));
    }

    /** Returns whether only fields that must be named are left out. */
    public boolean showsAll() {
        return everything || paths.isEmpty();
    }

    /** Returns the part of a message that the mask shows. */
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
