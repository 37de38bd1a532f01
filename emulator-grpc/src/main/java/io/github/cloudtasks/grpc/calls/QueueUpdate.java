package io.github.cloudtasks.grpc.calls;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What UpdateQueue makes of a queue.
 *
 * @param requested the queue in the request
 * @param mask which of its fields count
 */
record QueueUpdate<Q extends Message>(QueueForm<Q> form, Q requested, UpdateMask mask) {
  private static final String RATE_LIMITS = "rate_limits";
  private static final String BURST = "max_burst_size";
  private static final String HTTP_TARGET = "http_target";
  private static final String[] TOKENS = {"oidc_token", "oauth_token"};

  /** The settings after the update; {@code current} is null when there is no such queue yet. */
  NewQueue of(@Nullable Queue current) {
    return current == null
        ? form.fromProto(merged(form.prototype()))
        : form.updated(merged(form.toProto(current, null)), current);
  }

  @SuppressWarnings("unchecked") // A builder of a message builds messages of the same type.
  private Q merged(Q before) {
    if (mask.isAll()) {
      return requested;
    }
    Message.Builder merged = before.toBuilder();
    mask.apply(requested, merged);
    if (mask.touches(form.ratePath()) && !mask.covers(RATE_LIMITS + "." + BURST)) {
      // An explicit burst size lasts until the rate is updated without one (documented).
      clear(merged, RATE_LIMITS, BURST);
    }
    for (String token : TOKENS) {
      dropIfEmpty(merged, HTTP_TARGET, token);
    }
    return form.masked((Q) merged.build(), before);
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
    if (holder.hasField(token) && ((Message) holder.getField(token)).getAllFields().isEmpty()) {
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
