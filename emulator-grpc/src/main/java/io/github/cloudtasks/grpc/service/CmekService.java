package io.github.cloudtasks.grpc.service;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.LocationApi;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.model.CmekConfig;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The methods on customer-managed encryption keys, for any API version.
 *
 * @param <C> the version's CmekConfig message
 */
public final class CmekService<C extends Message> {
    private final LocationApi engine;
    private final BiFunction<String, String, C> toProto;
    private final Function<C, String> kmsKey;

    /**
     * Creates the methods.
     *
     * @param toProto makes a message of a name and a key
     * @param kmsKey returns the key of a message
     */
    public CmekService(CloudTasks engine, BiFunction<String, String, C> toProto, Function<C, String> kmsKey) {
        this.engine = engine.locations();
        this.toProto = toProto;
        this.kmsKey = kmsKey;
    }

    public C get(String name) {
        return toProto(engine.getCmekConfig(name));
    }

    /**
     * Sets or removes the key of a location.
     *
     * @param name the name in {@code requested}
     * @param updateMask null if the request has none, which means all fields, as with queues (inferred)
     */
    public C update(String name, C requested, @Nullable FieldMask updateMask) {
        return toProto(engine.updateCmekConfig(name, current -> updatedKey(current, requested, updateMask)));
    }

    @SuppressWarnings("unchecked") // A builder of a message builds messages of the same type.
    private String updatedKey(String current, C requested, @Nullable FieldMask updateMask) {
        Message.Builder merged = toProto.apply("", current).toBuilder();
        UpdateMask mask =
                updateMask == null ? UpdateMask.ALL : UpdateMask.of(requested.getDescriptorForType(), updateMask);
        mask.apply(requested, merged);
        return kmsKey.apply((C) merged.build());
    }

    private C toProto(CmekConfig config) {
        return toProto.apply(config.name(), config.kmsKey());
    }
}
