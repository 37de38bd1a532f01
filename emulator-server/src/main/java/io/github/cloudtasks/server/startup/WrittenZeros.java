package io.github.cloudtasks.server.startup;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.RetryConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The zeros that are written in a Queue resource of a file. In a request they would mean the default. In a file, a
 * backoff of 0 and a {@code maxDoublings} of 0 are values, and zeros in other fields are mistakes.
 */
final class WrittenZeros {
    private static final String RETRY_CONFIG = "retry_config";
    private static final String MIN_BACKOFF = "min_backoff";
    private static final String MAX_BACKOFF = "max_backoff";
    private static final String MAX_DOUBLINGS = "max_doublings";
    private static final String MAX_ATTEMPTS = RETRY_CONFIG + ".max_attempts";

    /** The fields of all API versions in which 0 is no value. */
    private static final List<String> RATES = List.of(
            "rate_limits.max_dispatches_per_second",
            "rate_limits.max_tasks_dispatched_per_second",
            "rate_limits.max_burst_size",
            "rate_limits.max_concurrent_dispatches",
            "rate_limits.max_concurrent_tasks");

    private final Message resource;
    private final Message retryConfig;
    private final FieldFinder fields;

    /** Creates the zeros of a resource whose fields are found by {@code fields}. */
    WrittenZeros(Message resource, FieldFinder fields) {
        this.resource = resource;
        this.retryConfig = (Message) resource.getField(field(resource, RETRY_CONFIG));
        this.fields = fields;
    }

    /**
     * Checks that no zero is written where only other numbers are values.
     *
     * @param isPull whether the resource is a pull queue, whose rates are ignored
     */
    void check(boolean isPull) {
        if (!isPull) {
            RATES.forEach(this::check);
        }
        check(MAX_ATTEMPTS);
    }

    private void check(String path) {
        int dot = path.indexOf('.');
        Message holder = (Message) resource.getField(field(resource, path.substring(0, dot)));
        FieldDescriptor field = holder.getDescriptorForType().findFieldByName(path.substring(dot + 1));
        if (field != null && ((Number) holder.getField(field)).doubleValue() == 0 && fields.isWritten(path)) {
            throw fields.at(path).mistake("0 is not possible here; leave the field out for the default");
        }
    }

    /** Returns whether the retry config has zeros that are values. */
    boolean areInRetryConfig() {
        return isZeroBackoff() || isZeroDoublings();
    }

    /** Returns the resource without its backoffs if one of them is 0, because a request cannot contain it. */
    Message withoutZeros() {
        if (!isZeroBackoff()) {
            return resource;
        }
        Message rest = retryConfig.toBuilder()
                .clearField(field(retryConfig, MIN_BACKOFF))
                .clearField(field(retryConfig, MAX_BACKOFF))
                .build();
        return resource.toBuilder()
                .setField(field(resource, RETRY_CONFIG), rest)
                .build();
    }

    /**
     * Returns the retry config with the zeros.
     *
     * @param created the complete retry config of the queue that was created without them
     */
    RetryConfig in(RetryConfig created) {
        return new RetryConfig(
                created.maxAttempts(),
                created.maxRetryDuration(),
                backoff(MIN_BACKOFF),
                backoff(MAX_BACKOFF),
                isZeroDoublings() ? 0 : created.maxDoublings());
    }

    private boolean isZeroBackoff() {
        return isZero(backoff(MIN_BACKOFF)) || isZero(backoff(MAX_BACKOFF));
    }

    private boolean isZeroDoublings() {
        return (int) retryConfig.getField(field(retryConfig, MAX_DOUBLINGS)) == 0
                && fields.isWritten(RETRY_CONFIG + "." + MAX_DOUBLINGS);
    }

    private java.time.@Nullable Duration backoff(String name) {
        FieldDescriptor field = field(retryConfig, name);
        return retryConfig.hasField(field) ? TimeConverter.fromProto((Duration) retryConfig.getField(field)) : null;
    }

    private static boolean isZero(java.time.@Nullable Duration duration) {
        return duration != null && duration.isZero();
    }

    private static FieldDescriptor field(Message message, String name) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        if (field == null) {
            throw new IllegalStateException(message.getDescriptorForType().getFullName() + " has no field " + name);
        }
        return field;
    }
}
