package io.github.cloudtasks.grpc.mask;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import java.util.List;

/** The fields that an update takes over from its request. Paths of output-only fields may be among them (recorded). */
public final class UpdateMask {

    /** Takes over every field, those that the request leaves out too. */
    public static final UpdateMask ALL = new UpdateMask(true, List.of());

    private final boolean all;
    private final List<MaskPath> paths;

    private UpdateMask(boolean all, List<MaskPath> paths) {
        this.all = all;
        this.paths = List.copyOf(paths);
    }

    /**
     * A mask of exactly the paths that were sent; with none it changes nothing.
     *
     * @throws io.github.cloudtasks.model.ApiException {@code Invalid mask: …}, when a path is not one of
     *     {@code message}
     */
    public static UpdateMask of(Descriptor message, FieldMask mask) {
        return new UpdateMask(
                false,
                mask.getPathsList().stream()
                        .map(path -> MaskPath.parse(message, path))
                        .toList());
    }

    /** Whether every field is taken over. */
    public boolean isAll() {
        return all;
    }

    /** Whether any of a field is taken over. */
    public boolean touches(String path) {
        return all || paths.stream().anyMatch(p -> p.isWithin(path) || p.covers(path));
    }

    /** Whether the whole of a field is taken over. */
    public boolean covers(String path) {
        return all || paths.stream().anyMatch(p -> p.covers(path));
    }

    /** Takes over the masked fields; {@code into} must be of the same type. */
    public void apply(Message from, Message.Builder into) {
        if (all) {
            into.clear().mergeFrom(from);
        }
        paths.forEach(path -> path.copy(from, into));
    }
}
