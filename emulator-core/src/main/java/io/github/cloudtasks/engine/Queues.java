package io.github.cloudtasks.engine;

import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.ApiException.Code;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.time.Timeline;
import java.util.Collection;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All queues by name, and the names of deleted ones that may not return yet. */
final class Queues {
  private static final Logger log = LoggerFactory.getLogger(Queues.class);

  private final ConcurrentSkipListMap<QueueName, LiveQueue> live = new ConcurrentSkipListMap<>();

  /** Held where queues come and go, so that a name is live, blocked or free, and no two of these. Looking up needs no lock. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Tombstones deleted = new Tombstones();
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
    lock.lock();
    try {
      checkNotBlocked(queue.name());
      if (live.containsKey(queue.name())) {
        return false;
      }
      live.put(queue.name(), new LiveQueue(TaskQueue.of(queue, limits), timeline, dispatcher));
    } finally {
      lock.unlock();
    }
    log.info("{} created", queue.name());
    return true;
  }

  /** Removes a queue with all its tasks; its name is blocked from now. */
  void delete(QueueName name) {
    lock.lock();
    try {
      LiveQueue removed = live.remove(name);
      if (removed == null) {
        throw TaskQueue.notFound();
      }
      removed.close();
      if (!limits.queueNameReuse().isZero()) {
        deleted.bury(name.toString(), false, Horizon.after(timeline.now(), limits.queueNameReuse()));
      }
    } finally {
      lock.unlock();
    }
    log.info("{} deleted", name);
  }

  /** The queues of a location in the order of their names, from the first after {@code after}; empty for all. */
  Collection<LiveQueue> in(LocationName location, String after) {
    LocationName next = new LocationName(location.project(), location.locationId() + '\0');
    return live.subMap(new QueueName(location, after), after.isEmpty(), new QueueName(next, ""), false).values();
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
    lock.lock();
    try {
      if (deleted.contains(name.toString(), timeline.now())) {
        throw ApiException.failedPrecondition(
            "The queue cannot be created because a queue with this name existed too recently.");
      }
    } finally {
      lock.unlock();
    }
  }
}
