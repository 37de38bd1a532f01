package io.github.cloudtasks.grpc.service;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One UpdateQueue request. The mask is applied to messages, whose fields it names, and not to the model.
 *
 * @param requested the queue in the request
 * @param mask selects the fields that the update takes from {@code requested}
 */
public record QueueUpdate<Q extends Message>(QueueConverter<Q> converter, Q requested, UpdateMask mask) {
    private static final String RATE_LIMITS = "rate_limits";
    private static final String BURST = "max_burst_size";
    private static final String HTTP_TARGET = "http_target";
    private static final String[] TOKENS = {"oidc_token", "oauth_token"};

    /**
     * Returns the settings after the update.
     *
     * @param current null if the queue does not exist yet
     */
    @SuppressWarnings("unchecked") // The default instance of a message has the type of the message.
    public NewQueue of(@Nullable Queue current) {
        if (current == null) {
            Q created = merged((Q) requested.getDefaultInstanceForType());
            converter.checkPullQueue(created);
            return converter.fromProto(created);
        }
        Q merged = merged(converter.toProto(current, null));
        if (current.isPull()) {
            converter.checkPullQueue(merged);
        }
        NewQueue updated = converter.updated(converter.fromProto(merged), current);
        return KeptZeros.of(current.retryConfig(), mask).in(updated);
    }

    @SuppressWarnings("unchecked") // A builder of a message builds messages of the same type.
    private Q merged(Q before) {
        if (mask.isAll()) {
            return requested;
        }
        Message.Builder merged = before.toBuilder();
        mask.apply(requested, merged);
        if (mask.touches(converter.ratePath()) && !mask.covers(RATE_LIMITS + "." + BURST)) {
            // An explicit burst size lasts until the rate is updated without one (documented).
            clear(merged, RATE_LIMITS, BURST);
        }
        for (String token : TOKENS) {
            clearIfEmpty(merged, HTTP_TARGET, token);
        }
        return converter.afterMask((Q) merged.build(), before);
    }

    private static void clear(Message.Builder queue, String message, String field) {
        Message.Builder holder = queue.getFieldBuilder(field(queue, message));
        holder.clearField(field(holder, field));
    }

    /** Removes a token whose last field the mask has cleared (recorded). */
    private static void clearIfEmpty(Message.Builder queue, String message, String field) {
        if (!queue.hasField(field(queue, message))) {
            return;
        }
        Message.Builder holder = queue.getFieldBuilder(field(queue, message));
        FieldDescriptor token = field(holder, field);
        if (holder.hasField(token)
                && ((Message) holder.getField(token)).getAllFields().isEmpty()) {
            holder.clearField(token);
        }
    }

    private static FieldDescriptor field(Message.Builder holder, String name) {
        FieldDescriptor field = holder.getDescriptorForType().findFieldByName(name);
        if (field == null) {
            throw new IllegalStateException(holder.getDescriptorForType().getFullName() + " has no field " + name);
        }
        return field;
    }
}
