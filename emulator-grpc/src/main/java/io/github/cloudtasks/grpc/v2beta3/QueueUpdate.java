package io.github.cloudtasks.grpc.v2beta3;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.proto.v2beta3.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What UpdateQueue makes of a queue.
 *
 * @param requested the queue in the request
 * @param mask which of its fields count, as the version names them
 */
record QueueUpdate(QueueWords words, Queue requested, UpdateMask mask) {
    private static final String RATE_LIMITS = "rate_limits";
    private static final String BURST = "max_burst_size";
    private static final String HTTP_TARGET = "http_target";
    private static final String[] TOKENS = {"oidc_token", "oauth_token"};

    /** The settings after the update; {@code current} is null when there is no such queue yet. */
    NewQueue of(io.github.cloudtasks.model.queue.@Nullable Queue current) {
        if (current == null) {
            return QueueMapping.fromProto(merged(Queue.getDefaultInstance()));
        }
        Queue merged = merged(QueueMapping.toProto(current, null));
        return words.updated(QueueMapping.fromProto(merged), current);
    }

    private Queue merged(Queue before) {
        return mask.isAll() ? requested : words.toV2beta3(merged(words.toOwn(before), words.toOwn(requested)));
    }

    private Message merged(Message before, Message asked) {
        Message.Builder merged = before.toBuilder();
        mask.apply(asked, merged);
        if (mask.touches(words.ratePath()) && !mask.covers(RATE_LIMITS + "." + BURST)) {
            // An explicit burst size lasts until the rate is updated without one (documented).
            clear(merged, RATE_LIMITS, BURST);
        }
        for (String token : TOKENS) {
            dropIfEmpty(merged, HTTP_TARGET, token);
        }
        return words.masked(merged.build(), before);
    }

    private static void clear(Message.Builder queue, String message, String field) {
        Message.Builder holder = queue.getFieldBuilder(field(queue, message));
        holder.clearField(field(holder, field));
    }

    /** A token whose last field a mask has cleared is gone (recorded). */
    private static void dropIfEmpty(Message.Builder queue, String message, String field) {
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
