package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.rules.QueueRules;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Dialect.PullQueues;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Regions;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.time.TimeArithmetic;
import io.github.cloudtasks.time.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All queues by name, and the names of deleted ones that may not return yet. Some may be hidden from who asks: they are
 * there, and keep their names, but cannot be found.
 */
public final class QueueRegistry {
    private static final Logger log = LoggerFactory.getLogger(QueueRegistry.class);

    private final ConcurrentSkipListMap<QueueName, LiveQueue> live;

    /**
     * Held where queues come and go, so that a name is live, blocked or free, and no two of these. Looking up needs no
     * lock.
     */
    private final ReentrantLock lock;

    private final Tombstones deleted;
    private final Limits limits;
    private final Timeline timeline;
    private final Dispatcher dispatcher;
    private final IdleMonitor idleMonitor;
    private final boolean pullQueuesAreHidden;

    /** No queues, and nothing hidden. */
    public QueueRegistry(Limits limits, Timeline timeline, Dispatcher dispatcher) {
        this.live = new ConcurrentSkipListMap<>();
        this.lock = new ReentrantLock();
        this.deleted = new Tombstones();
        this.limits = limits;
        this.timeline = timeline;
        this.dispatcher = dispatcher;
        this.idleMonitor = new IdleMonitor();
        this.pullQueuesAreHidden = false;
    }

    private QueueRegistry(QueueRegistry all, boolean pullQueuesAreHidden) {
        this.live = all.live;
        this.lock = all.lock;
        this.deleted = all.deleted;
        this.limits = all.limits;
        this.timeline = all.timeline;
        this.dispatcher = all.dispatcher;
        this.idleMonitor = all.idleMonitor;
        this.pullQueuesAreHidden = pullQueuesAreHidden;
    }

    /** The same queues as a version of the API sees them. */
    public QueueRegistry visibleIn(Dialect dialect) {
        return new QueueRegistry(this, dialect.pullQueues() == PullQueues.HIDDEN);
    }

    /** The queue, for the calls that say this when it is missing (recorded for all but three). */
    public LiveQueue get(QueueName name) {
        return get(name, ApiException::queueNotFound);
    }

    /** The queue, for DeleteQueue, GetTask and DeleteTask, which have the plain words (recorded). */
    public LiveQueue getOrPlainNotFound(QueueName name) {
        return get(name, ApiException::notFound);
    }

    /**
     * The queue, for the calls that work with one as a whole. A missing one is made where the user wants that, also if
     * one of its name was deleted a moment ago.
     *
     * @param target what kind of queue the call needs
     */
    public LiveQueue getOrCreate(QueueName name, Target target) {
        if (limits.autoCreateQueues() && !live.containsKey(name)) {
            // Where nothing is asked for, the versions do not differ.
            QueueRules rules = new QueueRules(Dialect.V2BETA2, limits);
            add(rules.complete(name, NewQueue.DEFAULT.withTarget(target)));
        }
        return get(name);
    }

    public @Nullable LiveQueue find(QueueName name) {
        LiveQueue queue = live.get(name);
        return queue == null || isHidden(queue) ? null : queue;
    }

    /** Adds a queue; its name must be free. */
    public Queue create(Queue queue) {
        if (!createIfAbsent(queue)) {
            throw alreadyExists();
        }
        return queue;
    }

    /** Adds a queue unless there is one of its name; whether it did. A hidden queue's name is taken. */
    public boolean createIfAbsent(Queue queue) {
        lock.lock();
        try {
            checkNotBlocked(queue.name());
            LiveQueue present = live.get(queue.name());
            if (present != null && isHidden(present)) {
                throw alreadyExists();
            }
            if (present != null) {
                return false;
            }
            add(queue);
        } finally {
            lock.unlock();
        }
        return true;
    }

    /** Adds a queue unless there is one of its name, whether the name is blocked or not. */
    private void add(Queue queue) {
        checkLocation(queue.name().location());
        lock.lock();
        try {
            if (live.containsKey(queue.name())) {
                return;
            }
            live.put(queue.name(), live(TaskQueue.of(queue, limits)));
            deleted.release(queue.name().toString());
        } finally {
            lock.unlock();
        }
        log.info("{} created", queue.name());
    }

    /**
     * Adds queues with their tasks in place of empty ones of the same names, or none if a queue is there and not empty.
     */
    public void restoreAll(List<TaskQueue> saved) {
        List<LiveQueue> added = saved.stream().map(this::live).toList();
        List<LiveQueue> replaced = new ArrayList<>();
        lock.lock();
        try {
            for (LiveQueue queue : added) {
                LiveQueue present = live.get(queue.record().name());
                if (present != null && !present.closeIfEmpty()) {
                    replaced.forEach(LiveQueue::reopen);
                    throw new ApiException(
                            Code.ALREADY_EXISTS,
                            queue.record().name() + ": There is a queue of this name, and it is not empty.");
                }
                if (present != null) {
                    replaced.add(present);
                }
            }
            added.forEach(queue -> live.put(queue.record().name(), queue));
            added.forEach(queue -> deleted.release(queue.record().name().toString()));
        } finally {
            lock.unlock();
        }
        added.forEach(LiveQueue::start);
        idleMonitor.changed();
    }

    /** Removes all queues, hidden ones too, and unblocks all names. */
    public void clear() {
        lock.lock();
        try {
            live.values().forEach(LiveQueue::close);
            live.clear();
            deleted.clear();
        } finally {
            lock.unlock();
        }
    }

    private LiveQueue live(TaskQueue queue) {
        return new LiveQueue(queue, timeline, dispatcher, idleMonitor);
    }

    /** Removes a queue with all its tasks; its name is blocked from now. */
    public void delete(QueueName name) {
        lock.lock();
        try {
            LiveQueue removed = getOrPlainNotFound(name);
            live.remove(name);
            removed.close();
            if (!limits.queueNameReuse().isZero()) {
                deleted.block(
                        name.toString(), false, TimeArithmetic.saturatedPlus(timeline.now(), limits.queueNameReuse()));
            }
        } finally {
            lock.unlock();
        }
        log.info("{} deleted", name);
    }

    /** The queues of a location in the order of their names, from the first after {@code after}; empty for all. */
    public Iterable<LiveQueue> inLocation(LocationName location, String after) {
        checkLocation(location);
        LocationName next = new LocationName(location.project(), location.locationId() + '\0');
        Collection<LiveQueue> all = live.subMap(
                        new QueueName(location, after), after.isEmpty(), new QueueName(next, ""), false)
                .values();
        return () -> all.stream().filter(queue -> !isHidden(queue)).iterator();
    }

    /** All queues, also hidden ones. */
    public Collection<LiveQueue> all() {
        return live.values();
    }

    /** Those who wait until the queues are in some state. */
    public IdleMonitor idleMonitor() {
        return idleMonitor;
    }

    /** The names of all queues, also of hidden ones. */
    public Collection<QueueName> names() {
        return live.keySet();
    }

    private static ApiException alreadyExists() {
        return new ApiException(Code.ALREADY_EXISTS, "Queue already exists");
    }

    private boolean isHidden(LiveQueue queue) {
        return pullQueuesAreHidden && queue.record().isPull();
    }

    private LiveQueue get(QueueName name, Supplier<ApiException> missing) {
        LiveQueue queue = find(name);
        if (queue == null) {
            checkLocation(name.location());
            throw missing.get();
        }
        return queue;
    }

    /**
     * With {@link Limits#strict} a location is one that the service is in. Asked where a queue is made or missed, which
     * is where a caller would notice: there are no queues in any other.
     */
    public void checkLocation(LocationName location) {
        if (limits.strict() && !Regions.contains(location.locationId())) {
            throw ResourceNames.invalidLocation(location.locationId());
        }
    }

    /** A deleted queue's name may not return yet (recorded). */
    public void checkNotBlocked(QueueName name) {
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
