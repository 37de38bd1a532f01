package io.github.cloudtasks.grpc.calls;

import com.google.protobuf.Message;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueStats;
import org.jspecify.annotations.Nullable;

/**
 * How a version of the API words a queue. Filters and masks name the fields of its message.
 *
 * @param <Q> the version's Queue message
 */
public interface QueueForm<Q extends Message> {

  /** A queue without anything in it. */
  Q prototype();

  /** The path of the rate in a mask. */
  String ratePath();

  /** Whether an update mask that is present but has no paths stands for all fields; else it stands for none. */
  boolean emptyMaskIsAll();

  /** The queue; with statistics, where there are any to show. */
  Q toProto(Queue queue, @Nullable QueueStats stats);

  /** The settings that a caller asks for; output-only fields are ignored (recorded). */
  NewQueue fromProto(Q queue);

  /**
   * What a mask has made of a queue, where it cannot stay so.
   *
   * @param before the queue as it was
   */
  default Q masked(Q merged, Q before) {
    return merged;
  }

  /**
   * What an update leads to, where the version has no field for something that the queue has, or cannot clear it.
   *
   * @param merged the queue as the update wants it
   */
  default NewQueue updated(Q merged, Queue current) {
    return fromProto(merged);
  }
}
