package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.rules.QueueRules;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Dialect.PullQueues;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Regions;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.event.QueueChange;
import io.github.cloudtasks.journal.Change.QueueRemoved;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.Relaxation;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.time.TimeArithmetic;
import io.github.cloudtasks.time.Timeline;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All queues by name, and the blocked names of deleted queues. A registry can be a view for an API version that hides
 * pull queues: hidden queues cannot be found, but their names are in use. Thread-safe.
 */
public final class QueueRegistry {
    private static final Logger log = LoggerFactory.getLogger(QueueRegistry.class);

    final ConcurrentSkipListMap<QueueName, LiveQueue> live;

    /**
     * Held while queues are added or removed, so that every name is exactly one of in use, blocked or free. A lookup
     * locks only if it finds nothing. Always acquired before the lock of a queue. The events of these changes are
     * published while it is held, so that those of a deleted queue precede those of another one with its name.
     */
    final ReentrantLock lock;

    private final StoredBytes stored;
    final BlockedQueueNames blocked;
    private final Limits limits;
    final Timeline timeline;
    private final Dispatcher dispatcher;
    final Journal journal;
    final IdleMonitor idleMonitor;
    final EventPublisher publisher;
    private final boolean pullQueuesAreHidden;

    /**
     * Creates an empty registry that hides nothing, publishes the events of its queues to listeners, and hands their
     * changes to a journal.
     */
    public QueueRegistry(
            Limits limits, Timeline timeline, Dispatcher dispatcher, Journal journal, List<EventListener> listeners) {
        this.live = new ConcurrentSkipListMap<>();
        this.lock = new ReentrantLock();
        this.stored = new StoredBytes(limits.storedBytes());
        this.blocked = new BlockedQueueNames(stored);
        this.limits = limits;
        this.timeline = timeline;
        this.dispatcher = dispatcher;
        this.journal = journal;
        this.idleMonitor = new IdleMonitor();
        this.publisher = new EventPublisher(listeners);
        this.pullQueuesAreHidden = false;
    }

    private QueueRegistry(QueueRegistry all, boolean pullQueuesAreHidden) {
        this.live = all.live;
        this.lock = all.lock;
        this.stored = all.stored;
        this.blocked = all.blocked;
        this.limits = all.limits;
        this.timeline = all.timeline;
        this.dispatcher = all.dispatcher;
        this.journal = all.journal;
        this.idleMonitor = all.idleMonitor;
        this.publisher = all.publisher;
        this.pullQueuesAreHidden = pullQueuesAreHidden;
    }

    /** Returns the sum of what all queues store. */
    public StoredBytes stored() {
        return stored;
    }

    /** Returns the operations on all queues at once. */
    public RegistryContent content() {
        return new RegistryContent(this);
    }

    /** Returns the journal to which all changes are handed. */
    public Journal journal() {
        return journal;
    }

    /** Returns a view of the same queues for an API version. */
    public QueueRegistry visibleIn(Dialect dialect) {
        return new QueueRegistry(this, dialect.pullQueues() == PullQueues.HIDDEN);
    }

    /**
     * Returns a queue, for all methods except those of {@link #getOrPlainNotFound}.
     *
     * @throws ApiException NOT_FOUND with the message that most methods have (recorded)
     */
    public LiveQueue get(QueueName name) {
        return get(name, ApiException::queueNotFound);
    }

    /**
     * Returns a queue, for DeleteQueue, GetTask and DeleteTask.
     *
     * @throws ApiException NOT_FOUND with the generic message (recorded)
     */
    public LiveQueue getOrPlainNotFound(QueueName name) {
        return get(name, ApiException::notFound);
    }

    /**
     * Returns a queue. With {@link Limits#autoCreateQueues}, creates it if it is missing, even if its name is blocked.
     *
     * @param target the kind of queue to create
     * @throws ApiException as {@link #get}
     */
    public LiveQueue getOrCreate(QueueName name, Target target) {
        if (limits.autoCreateQueues() && !live.containsKey(name)) {
            // The versions do not differ in the defaults.
            QueueRules rules = new QueueRules(Dialect.V2BETA2, limits);
            createIfMissing(rules.complete(name, NewQueue.DEFAULT.withTarget(target)));
        }
        return get(name, () -> missing(name));
    }

    /**
     * Returns a queue for a call that reads. With {@link Limits#autoCreateQueues}, a missing queue counts as an empty
     * one, but is not created.
     *
     * @return null if {@link #getOrCreate} would create the queue
     * @throws ApiException as {@link #get}
     */
    public @Nullable LiveQueue getUnlessCreatable(QueueName name) {
        if (limits.autoCreateQueues() && lookUp(name) == null) {
            checkLocation(name.location());
            return null;
        }
        return get(name, () -> missing(name));
    }

    /** Returns the error for a queue that is missing although a setting could create it. */
    private ApiException missing(QueueName name) {
        ApiException missing = ApiException.queueNotFound();
        return live.containsKey(name) ? missing : missing.relaxedBy(Relaxation.AUTO_CREATE_QUEUES);
    }

    /** Returns a queue, or null if it does not exist or is hidden. */
    public @Nullable LiveQueue find(QueueName name) {
        LiveQueue queue = lookUp(name);
        return queue == null || isHidden(queue) ? null : queue;
    }

    private @Nullable LiveQueue lookUp(QueueName name) {
        LiveQueue queue = live.get(name);
        // A restoration that adds the queue may be under way.
        return queue == null ? lookUpLocked(name) : queue;
    }

    private @Nullable LiveQueue lookUpLocked(QueueName name) {
        lock.lock();
        try {
            return live.get(name);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a queue.
     *
     * @throws ApiException ALREADY_EXISTS if the name is in use, FAILED_PRECONDITION if it is blocked,
     *     RESOURCE_EXHAUSTED if the queue does not fit
     */
    public Queue create(Queue queue) {
        if (!createIfAbsent(queue)) {
            throw new ApiException(Code.ALREADY_EXISTS, "Queue already exists");
        }
        return queue;
    }

    /**
     * Adds a queue if its name is free. Returns false if the name is in use.
     *
     * @throws ApiException ALREADY_EXISTS if a hidden queue has the name, FAILED_PRECONDITION if it is blocked,
     *     RESOURCE_EXHAUSTED if the queue does not fit
     */
    public boolean createIfAbsent(Queue queue) {
        lock.lock();
        try {
            checkNotBlocked(queue.name());
            LiveQueue present = live.get(queue.name());
            if (present != null && isHidden(present)) {
                throw new ApiException(Code.ALREADY_EXISTS, "Queue already exists");
            }
            if (present != null) {
                return false;
            }
            createIfMissing(queue);
        } finally {
            lock.unlock();
        }
        return true;
    }

    /** Adds a queue if its name is not in use. A blocked name is released. */
    public void createIfMissing(Queue queue) {
        checkLocation(queue.name().location());
        lock.lock();
        try {
            if (live.containsKey(queue.name())) {
                return;
            }
            journal.requireAvailable();
            LiveQueue added = live(TaskQueue.of(queue, limits, stored), QueueChange.CREATED);
            added.appendAll();
            live.put(queue.name(), added);
            blocked.release(queue.name());
            added.publishEvents();
        } finally {
            lock.unlock();
        }
        // An engine without listeners only checks settings.
        if (publisher.hasListeners()) {
            log.info("{} created", queue.name());
        }
    }

    /** Returns a live queue whose first event is {@code change}. */
    LiveQueue live(TaskQueue queue, QueueChange change) {
        LiveQueue created =
                new LiveQueue(queue, timeline, dispatcher, journal, idleMonitor, publisher, this::lookUpLocked);
        created.announce(change);
        return created;
    }

    /**
     * Deletes a queue with all its tasks and blocks its name. The outcomes of attempts in flight are ignored.
     *
     * @throws ApiException NOT_FOUND
     */
    public void delete(QueueName name) {
        lock.lock();
        try {
            LiveQueue removed = getOrPlainNotFound(name);
            journal.requireAvailable();
            live.remove(name);
            removed.close(FinishReason.QUEUE_DELETED);
            Instant blockedUntil = limits.queueNameReuse().isZero()
                    ? null
                    : TimeArithmetic.saturatedPlus(timeline.now(), limits.queueNameReuse());
            if (blockedUntil != null) {
                blocked.block(name, blockedUntil);
            }
            journal.append(new QueueRemoved(name, blockedUntil));
        } finally {
            lock.unlock();
        }
        idleMonitor.changed();
        log.info("{} deleted", name);
    }

    /**
     * Returns the queues of a location in the order of their names, without hidden ones.
     *
     * @param after the queue id after which to start; empty for all
     */
    public Iterable<LiveQueue> inLocation(LocationName location, String after) {
        checkLocation(location);
        LocationName next = new LocationName(location.project(), location.locationId() + '\0');
        Collection<LiveQueue> all = live.subMap(
                        new QueueName(location, after), after.isEmpty(), new QueueName(next, ""), false)
                .values();
        return () -> all.stream().filter(queue -> !isHidden(queue)).iterator();
    }

    /** Returns all queues, including hidden ones. */
    public Collection<LiveQueue> all() {
        return live.values();
    }

    /** Returns the monitor that waits for conditions of the queues. */
    public IdleMonitor idleMonitor() {
        return idleMonitor;
    }

    /** Returns the names of all queues, including hidden ones. */
    public Collection<QueueName> names() {
        return live.keySet();
    }

    private boolean isHidden(LiveQueue queue) {
        return pullQueuesAreHidden && queue.queue().isPull();
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
     * With {@link Limits#strict}, checks that the service has the location. It is sufficient to check this where a
     * queue is created or missing, because no other location can have queues.
     *
     * @throws ApiException INVALID_ARGUMENT
     */
    public void checkLocation(LocationName location) {
        if (limits.strict() && !Regions.contains(location.locationId())) {
            throw ResourceNames.invalidLocation(location.locationId()).relaxedBy(Relaxation.STRICT);
        }
    }

    /** Checks that a name is not blocked, as {@link BlockedQueueNames#check}. */
    public void checkNotBlocked(QueueName name) {
        lock.lock();
        try {
            blocked.check(name, timeline.now());
        } finally {
            lock.unlock();
        }
    }
}
