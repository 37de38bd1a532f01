package io.github.cloudtasks.grpc.calls;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.filter.Filter;
import io.github.cloudtasks.grpc.mask.ReadMask;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What the methods on queues do.
 *
 * @param <Q> the version's Queue message
 */
public final class QueueCalls<Q extends Message> {
  private static final String STATS = "stats";

  private final CloudTasks engine;
  private final QueueForm<Q> form;
  private final Descriptor descriptor;

  /** The calls of the version that {@code engine} speaks. */
  public QueueCalls(CloudTasks engine, QueueForm<Q> form) {
    this.engine = engine;
    this.form = form;
    this.descriptor = form.prototype().getDescriptorForType();
  }

  /** Queues of a location that match a filter, as much of each as the mask shows. */
  public Page<Q> listQueues(String parent, String filterText, int pageSize, String pageToken, FieldMask readMask) {
    ReadMask mask = ReadMask.of(descriptor, readMask);
    Filter filter = Filter.parse(descriptor, filterText);
    boolean readsStats = filter.reads(STATS);
    Page<Queue> page =
        engine.listQueues(
            parent, queue -> filter.matches(toProto(queue, readsStats)), filterText, pageSize, pageToken);
    boolean showsStats = mask.names(STATS);
    return new Page<>(
        page.items().stream().map(queue -> mask.apply(toProto(queue, showsStats))).toList(), page.nextPageToken());
  }

  /** The queue, as much of it as the mask shows. */
  public Q getQueue(String name, FieldMask readMask) {
    ReadMask mask = ReadMask.of(descriptor, readMask);
    return mask.apply(toProto(engine.getQueue(name), mask.names(STATS)));
  }

  /**
   * Makes a queue.
   *
   * @param name as the queue has it
   */
  public Q createQueue(String parent, String name, Q queue) {
    return shown(engine.createQueue(parent, name, form.fromProto(queue)));
  }

  /**
   * Changes or makes a queue. The mask, and what the request says outside of it, are checked before it counts whether the
   * queue exists (recorded).
   *
   * @param name as the queue has it
   * @param updateMask null where the request has none, which stands for all fields
   */
  public Q updateQueue(String name, Q requested, @Nullable FieldMask updateMask) {
    return shown(
        engine.updateQueue(
            name,
            current -> {
              UpdateMask mask = mask(updateMask);
              engine.checkQueue(form.fromProto(requested));
              return new QueueUpdate<>(form, requested, mask).of(current);
            }));
  }

  /** Removes a queue. */
  public void deleteQueue(String name) {
    engine.deleteQueue(name);
  }

  /** Removes all tasks of a queue. */
  public Q purgeQueue(String name) {
    return shown(engine.purgeQueue(name));
  }

  /** Holds a queue. */
  public Q pauseQueue(String name) {
    return shown(engine.pauseQueue(name));
  }

  /** Lets a queue go on. */
  public Q resumeQueue(String name) {
    return shown(engine.resumeQueue(name));
  }

  private UpdateMask mask(@Nullable FieldMask updateMask) {
    if (updateMask == null || (updateMask.getPathsCount() == 0 && form.emptyMaskIsAll())) {
      return UpdateMask.ALL;
    }
    return UpdateMask.of(descriptor, updateMask);
  }

  private Q shown(Queue queue) {
    return form.toProto(queue, null);
  }

  private Q toProto(Queue queue, boolean withStats) {
    return form.toProto(queue, withStats ? engine.stats(queue) : null);
  }
}
