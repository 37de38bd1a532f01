package io.github.cloudtasks.engine;

import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.ApiException.Code;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.time.Timeline;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All queues by name, and the names of deleted ones that may not return yet. */
final class Queues {
  private static final Logger log = LoggerFactory.getLogger(Queues.class);

  private final ConcurrentSkipListMap<QueueName, LiveQueue> live = new ConcurrentSkipListMap<>();
  private final Map<QueueName, Instant> blockedUntil = new ConcurrentHashMap<>();
  private final Limits limits;
  private final Timeline timeline;
  private final Dispatcher dispatcher;

  Queues(Limits limits, Timeline timeline, Dispatcher dispatcher) {
    this.limits = limits;
    this.timeline = timeline;
    this.dispatcher = dispatcher;
  }

  /** The queue, for the calls that say this when it is missing (recorded for all but three). */
  LiveQueue get(QueueName name) {
    return get(name, Queues::doesNotExist);
  }

  /** The queue, for DeleteQueue, GetTask and DeleteTask, which have the plain words (recorded). */
  LiveQueue getOrPlainNotFound(QueueName name) {
    return get(name, TaskQueue::notFound);
  }

  @Nullable LiveQueue find(QueueName name) {
    return live.get(name);
  }

  /** Adds a queue; its name must be free. */
  Queue create(Queue queue) {
    if (!createIfAbsent(queue)) {
      throw new ApiException(Code.ALREADY_EXISTS, "Queue already exists");
    }
    return queue;
  }

  /** Adds a queue unless there is one of its name; whether it did. */
  boolean createIfAbsent(Queue queue) {
    checkNotBlocked(queue.name());
    LiveQueue created = new LiveQueue(TaskQueue.of(queue, limits), timeline, dispatcher);
    boolean absent = live.putIfAbsent(queue.name(), created) == null;
    if (absent) {
      log.info("{} created", queue.name());
    }
    return absent;
  }

  /** Removes a queue with all its tasks; its name is blocked from now. */
  void delete(QueueName name) {
    LiveQueue removed = live.remove(name);
    if (removed == null) {
      throw TaskQueue.notFound();
    }
    removed.close();
    if (!limits.queueNameReuse().isZero()) {
      blockedUntil.put(name, Horizon.after(timeline.now(), limits.queueNameReuse()));
    }
    log.info("{} deleted", name);
  }

  /** The queues of a location in the order of their names, from the first after {@code after}; empty for all. */
  Collection<LiveQueue> in(LocationName location, String after) {
    QueueName from = new QueueName(location, after);
    return live.subMap(from, after.isEmpty(), new QueueName(location, "\uffff"), false).values();
  }

  /** The names of all queues. */
  Collection<QueueName> names() {
    return live.keySet();
  }

  static ApiException doesNotExist() {
    return new ApiException(
        Code.NOT_FOUND,
        "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.");
  }

  private LiveQueue get(QueueName name, Supplier<ApiException> missing) {
    LiveQueue queue = live.get(name);
    if (queue == null) {
      throw missing.get();
    }
    return queue;
  }

  /** A deleted queue's name may not return yet (recorded). */
  void checkNotBlocked(QueueName name) {
    Instant now = timeline.now();
    blockedUntil.values().removeIf(until -> !until.isAfter(now));
    if (blockedUntil.containsKey(name)) {
      throw ApiException.failedPrecondition(
          "The queue cannot be created because a queue with this name existed too recently.");
    }
  }
}
