package io.github.cloudtasks.grpc.mask;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import java.util.List;

/** The fields that an update takes from its request. Paths of output-only fields are allowed (recorded). */
public final class UpdateMask {

    /** Takes all fields, and clears those that the request leaves out. */
    public static final UpdateMask ALL = new UpdateMask(true, List.of());

    private final boolean all;
    private final List<MaskPath> paths;

    private UpdateMask(boolean all, List<MaskPath> paths) {
        this.all = all;
        this.paths = List.copyOf(paths);
    }

    /**
     * Parses a mask. A mask without paths takes no field.
     *
     * @throws io.github.cloudtasks.model.ApiException {@code Invalid mask: …} if {@code message} has no such field
     */
    public static UpdateMask of(Descriptor message, FieldMask mask) {
        return new UpdateMask(
                false,
                mask.getPathsList().stream()
                        .map(path -> MaskPath.parse(message, path))
                        .toList());
    }

    /** Returns whether all fields are taken. */
    public boolean isAll() {
        return all;
    }

    /** Returns whether a field or any part of it is taken. */
    public boolean touches(String path) {
        return all || paths.stream().anyMatch(p -> p.isWithin(path) || p.covers(path));
    }

    /** Returns whether a field is taken as a whole. */
    public boolean covers(String path) {
        return all || paths.stream().anyMatch(p -> p.covers(path));
    }

    /** Copies the masked fields. Both messages must be of the same type. */
    public void apply(Message from, Message.Builder into) {
        if (all) {
            into.clear().mergeFrom(from);
        }
        paths.forEach(path -> path.copy(from, into));
    }
}
