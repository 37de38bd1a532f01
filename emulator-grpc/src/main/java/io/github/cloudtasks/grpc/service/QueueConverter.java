package io.github.cloudtasks.grpc.service;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import org.jspecify.annotations.Nullable;

/**
 * A converter between the queues of the model and the Queue message of one API version, with the version's rules for
 * updates. Filters and masks name the fields of the version's own message.
 *
 * @param <Q> the version's Queue message
 */
public interface QueueConverter<Q extends Message> {

    /** Returns the descriptor of the version's Queue message. */
    Descriptor descriptor();

    /**
     * Returns the message for a queue.
     *
     * @param stats null if the response does not show statistics
     */
    Q toProto(Queue queue, @Nullable QueueStats stats);

    /**
     * Returns the settings that a request asks for. Output-only fields are ignored (recorded).
     *
     * @throws io.github.cloudtasks.model.ApiException if a value has no counterpart in the model
     */
    NewQueue fromProto(Q proto);

    /**
     * Checks that the message of a pull queue has no settings of push queues. A push queue passes.
     *
     * @throws io.github.cloudtasks.model.ApiException INVALID_ARGUMENT if it has some
     */
    default void checkPullQueue(Q proto) {}

    /** Returns the path of the dispatch rate in a mask. */
    default String ratePath() {
        return "rate_limits.max_dispatches_per_second";
    }

    /** Returns whether an update mask without paths means all fields. Otherwise it means no field (recorded). */
    default boolean emptyMaskIsAll() {
        return false;
    }

    /**
     * Corrects a queue to which a mask has been applied.
     *
     * @param before the queue before the update
     */
    default Q afterMask(Q merged, Q before) {
        return merged;
    }

    /**
     * Completes the settings of an update with what the current queue keeps. A push queue that loses its overrides
     * stays a push queue (recorded). So does a pull queue stay a pull queue if the request has no type (inferred: the
     * type is immutable).
     */
    default NewQueue updated(NewQueue requested, Queue current) {
        return requested.target() == null && !current.isPull() ? requested.withTarget(PushTarget.PLAIN) : requested;
    }
}
