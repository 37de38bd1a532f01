package io.github.cloudtasks.grpc.v2beta3;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta3.Queue;

/** How a version of the API words a queue: filters and masks name the fields of the version's own message. */
public interface QueueWords {

    /** The words of v2beta3 itself. */
    QueueWords V2BETA3 = new QueueWords() {
        @Override
        public Descriptor descriptor() {
            return Queue.getDescriptor();
        }

        @Override
        public Message toOwn(Queue queue) {
            return queue;
        }

        @Override
        public Queue toV2beta3(Message own) {
            return (Queue) own;
        }
    };

    /** The version's Queue message. */
    Descriptor descriptor();

    /** The same queue in the version's message. */
    Message toOwn(Queue queue);

    /** The same queue in v2beta3's message. */
    Queue toV2beta3(Message own);

    /** The path of the rate in a mask. */
    default String ratePath() {
        return "rate_limits.max_dispatches_per_second";
    }

    /**
     * Whether an update mask that is present but has no paths stands for all fields; else it stands for none
     * (recorded).
     */
    default boolean emptyMaskIsAll() {
        return false;
    }

    /**
     * What a mask has made of a queue, where it cannot stay so.
     *
     * @param before the queue as it was
     */
    default Message masked(Message merged, Message before) {
        return merged;
    }

    /**
     * What an update leads to, seen from the queue as it is. A push queue that loses its overrides has none (recorded);
     * a pull queue stays one when nothing is said of its type (inferred: the type is immutable).
     */
    default NewQueue updated(NewQueue asked, io.github.cloudtasks.model.queue.Queue current) {
        return asked.target() == null && !current.isPull() ? asked.withTarget(PushTarget.PLAIN) : asked;
    }
}
