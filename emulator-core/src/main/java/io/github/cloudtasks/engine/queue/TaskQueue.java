package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.event.Event.QueueChanged;
import io.github.cloudtasks.event.Event.TaskCreated;
import io.github.cloudtasks.event.Event.TaskFinished;
import io.github.cloudtasks.event.Event.TasksRemoved;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.event.QueueChange;
import io.github.cloudtasks.event.TraceContext;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.model.task.WaitReason;
import io.github.cloudtasks.time.TimeArithmetic;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue with its tasks. It is passive: it has no clock, no thread and no lock. Every method takes the current time,
 * and {@link #nextWakeUp} says when the queue has something to do next.
 *
 * <p>Not thread-safe, except {@link #queue}: only a {@link LiveQueue} and the functions that are passed to it may call
 * the methods, while its lock is held. New and restored queues are used by one thread until they are in the
 * {@link QueueRegistry}.
 */
public abstract sealed class TaskQueue permits PushQueue, PullQueue {
    private static final Logger log = LoggerFactory.getLogger(TaskQueue.class);

    final TaskTable tasks;
    final EventOutbox events = new EventOutbox();
    private final QueueBytes bytes;
    private final Tombstones tombstones;
    private final LastMinuteCounter executed = new LastMinuteCounter();
    /** Written under the lock of the live queue, also read without it. */
    private volatile Queue queue;

    final QueueJournal journal = new QueueJournal();
    private final QueuePolicy policy;
    private long serials;

    TaskQueue(Queue queue, TaskTable tasks, StoredBytes stored) {
        this.queue = queue;
        this.tasks = tasks;
        this.bytes = new QueueBytes(stored);
        this.tombstones = new Tombstones(bytes);
        this.policy = new QueuePolicy(bytes);
        bytes.resizeSettings(StoredSize.of(queue));
    }

    /**
     * Returns a new, empty queue of the kind that its target implies.
     *
     * @param stored counts what the queue stores; see {@link #release}
     * @throws ApiException RESOURCE_EXHAUSTED if the queue does not fit
     */
    public static TaskQueue of(Queue queue, Limits limits, StoredBytes stored) {
        return queue.isPull() ? new PullQueue(queue, limits, stored) : new PushQueue(queue, stored);
    }

    /** Hands all changes from now on to a journal. Called before the queue is shared. */
    final void connect(Journal connected) {
        journal.connect(connected);
        tasks.connect(journal);
    }

    /** Hands the whole queue to the journal. */
    final void appendAll() {
        journal.stored(queue, policy.get(), tasks.all());
    }

    /** Returns the queue with everything that belongs to it. Tasks that have expired may still be among them. */
    public final QueueContent content() {
        return new QueueContent(queue, policy.get(), List.copyOf(tasks.all()), tombstones.all(), bytes.total());
    }

    /** Adds a task of the store, with its serial number, or throws RESOURCE_EXHAUSTED if it does not fit. */
    public final void load(Task task) {
        count(task);
        serials = Math.max(serials, task.serial());
        tasks.putScheduled(task);
    }

    /** Blocks a task name that was blocked in the store. The one that was blocked first is passed first. */
    public final void loadBlockedName(String id, boolean idIsGenerated, Instant until) {
        tombstones.block(id, idIsGenerated, until);
    }

    /** Sets the policy that the store has. */
    public final void load(Policy stored) {
        policy.set(stored);
    }

    /** Ends the counting of what the queue stores, because it was deleted or not added. */
    public final void release() {
        bytes.release();
    }

    /** Counts what the queue stores again after {@link #release}. */
    final void undoRelease() {
        bytes.restore();
    }

    /** Returns the settings and state of the queue. Thread-safe. */
    public final Queue queue() {
        return queue;
    }

    /** Returns the IAM policy. */
    public final Policy policy() {
        return policy.get();
    }

    /** Replaces the IAM policy as {@link QueuePolicy#replace} does. */
    public final Policy setPolicy(Policy requested, Instant now) {
        journal.requireAvailable();
        return policy.replace(requested, queue, journal, now);
    }

    final QueueStats stats(Instant now) {
        Task first = tasks.firstScheduled();
        return new QueueStats(
                tasks.size(),
                first == null ? null : first.scheduleTime(),
                executed.at(now),
                concurrentDispatches(),
                queue.state() == QueueState.RUNNING
                        ? rateFactor() * queue.rateLimits().maxDispatchesPerSecond()
                        : 0);
    }

    /**
     * Returns why a task of this queue is not dispatched or leased at the moment. Empty if it is due and will be
     * dispatched at once.
     *
     * @param task the current version of a task of the queue
     */
    public abstract List<WaitReason> waitReasons(Task task, Instant now);

    /** Returns the number of attempts in flight. */
    abstract int concurrentDispatches();

    /** Returns the part of its rate that the queue uses at the moment, above 0 and at most 1. */
    double rateFactor() {
        return 1;
    }

    /**
     * Replaces the settings of the queue, which must be valid.
     *
     * @throws ApiException RESOURCE_EXHAUSTED if larger settings do not fit
     */
    public void change(Queue changed, Instant now) {
        journal.requireAvailable();
        bytes.resizeSettings(StoredSize.of(changed) - StoredSize.of(queue));
        QueueState before = queue.state();
        queue = changed;
        journal.stored(queue);
        addEvent(now, before == changed.state() ? QueueChange.UPDATED : QueueChange.to(changed.state()));
    }

    /** Adds an event of the queue to the outbox. */
    final void addEvent(Instant now, QueueChange change) {
        if (events.isOpen()) {
            events.add(new QueueChanged(now, queue, change));
        }
    }

    /** Adds the events of a queue that is deleted with its tasks. */
    final void addDeletionEvents(Instant now, FinishReason reason) {
        addRemovalEvent(now, reason);
        addEvent(now, QueueChange.DELETED);
    }

    private void addRemovalEvent(Instant now, FinishReason reason) {
        if (events.isOpen() && tasks.size() > 0) {
            List<Task> latest = tasks.latest(TasksRemoved.MAX_LISTED);
            events.add(new TasksRemoved(now, queue.name(), reason, tasks.size(), latest));
        }
    }

    /** Pauses, disables or resumes the queue. It may already be in that state (recorded). */
    public final Queue changeState(QueueState state, Instant now) {
        if (queue.state() != state) {
            change(queue.withState(state), now);
            log.info("{} is {}", queue.name(), state);
        }
        return queue;
    }

    /**
     * Deletes all tasks and records the purge time.
     *
     * @param forgetNames whether the names of deleted tasks can be used again at once; otherwise they are blocked
     */
    public Queue purge(Instant now, boolean forgetNames) {
        journal.requireAvailable();
        addRemovalEvent(now, FinishReason.PURGED);
        bytes.removeTasks();
        boolean blocks = !forgetNames && !queue.tombstoneTtl().isZero();
        tasks.drain(blocks ? tombstones.blockAll(tasks.generatedIds(), releaseTime(now)) : task -> {});
        if (forgetNames) {
            tombstones.clear();
        }
        queue = queue.purgedAt(now);
        journal.purged(queue, blocks ? releaseTime(now) : null, forgetNames);
        addEvent(now, QueueChange.PURGED);
        return queue;
    }

    /**
     * Returns at most {@code size} tasks in the order of their ids. A page ends early when it would exceed
     * {@link Limits#MAX_LIST_RESPONSE_BYTES}.
     *
     * @param after the id after which the page starts; need not exist
     */
    public final List<Task> page(String after, int size, Instant now) {
        expire(now);
        List<Task> page = tasks.page(after, size);
        ResponseSize response = new ResponseSize(Limits.MAX_LIST_RESPONSE_BYTES);
        for (int i = 0; i < page.size(); i++) {
            if (!response.fits(page.get(i), page.subList(0, i)) && i > 0) {
                return page.subList(0, i);
            }
        }
        return page;
    }

    /**
     * Returns the task with an id.
     *
     * @throws ApiException NOT_FOUND, with another message if the id is blocked (recorded for GetTask)
     */
    public final Task get(String id, Instant now) {
        expire(now);
        Task task = tasks.get(id);
        if (task != null) {
            return task;
        }
        if (tombstones.contains(id, now)) {
            throw TaskNameErrors.existedRecently();
        }
        throw ApiException.notFound();
    }

    /**
     * Returns the task with an id.
     *
     * @throws ApiException NOT_FOUND, with the same message whether the id is blocked or not (recorded for DeleteTask
     *     and RunTask)
     */
    final Task find(String id, Instant now) {
        expire(now);
        Task task = tasks.get(id);
        if (task == null) {
            throw ApiException.notFound();
        }
        return task;
    }

    /**
     * Adds a task and assigns its serial number.
     *
     * @throws ApiException ALREADY_EXISTS if the id is in use or blocked, RESOURCE_EXHAUSTED if the task does not fit
     */
    public final Task create(Task task, Instant now) {
        journal.requireAvailable();
        checkFree(task, now);
        count(task);
        Task created = add(task);
        if (events.isOpen()) {
            events.add(new TaskCreated(now, created, TraceContext.current()));
        }
        return created;
    }

    private void checkFree(Task task, Instant now) {
        expire(now);
        if (tasks.get(task.id()) != null) {
            throw TaskNameErrors.inUse();
        }
        if (tombstones.contains(task.id(), now)) {
            throw TaskNameErrors.blocked();
        }
    }

    private Task add(Task task) {
        Task numbered = task.withSerial(++serials);
        tasks.putScheduled(numbered);
        return numbered;
    }

    /** Returns a view of all tasks in the order of creation. */
    public final Collection<Task> all(Instant now) {
        expire(now);
        return tasks.all();
    }

    /** Counts the memory of a task that is to be restored, or throws RESOURCE_EXHAUSTED if it does not fit. */
    public final void count(Task task) {
        bytes.addTask(StoredSize.of(task));
    }

    /** Adds saved tasks in the order of their creation times. Each must have been passed to {@link #count}. */
    public final void restore(List<Task> saved, Instant now) {
        saved.sort(Comparator.comparing(Task::createTime));
        for (Task task : saved) {
            checkFree(task, now);
            add(task);
        }
    }

    /** Returns a random id that is neither in use nor blocked. */
    public final String freeId(Instant now) {
        return GeneratedIds.next(id -> tasks.get(id) != null || tombstones.contains(id, now));
    }

    /**
     * Deletes a task. An attempt in flight continues, and its outcome will be ignored (documented).
     *
     * @throws ApiException NOT_FOUND
     */
    final void delete(String id, Instant now) {
        journal.requireAvailable();
        finish(find(id, now), FinishReason.DELETED, now);
    }

    /** Deletes the tasks that are older than the task TTL of the queue, even those in flight (documented). */
    final void expire(Instant now) {
        for (Task oldest = tasks.oldest(); oldest != null && !expiry(oldest).isAfter(now); oldest = tasks.oldest()) {
            log.info("{} expired: it is older than the task TTL of {}", oldest.name(), queue.taskTtl());
            finish(oldest, FinishReason.EXPIRED, now);
        }
    }

    /** Returns the next instant at which the queue has something to do; {@link Instant#MAX} if there is none. */
    Instant nextWakeUp(Instant now) {
        Task oldest = tasks.oldest();
        return oldest == null ? Instant.MAX : expiry(oldest);
    }

    /** Returns whether no attempt is in flight and nothing is due. */
    final boolean isQuiescent(Instant now) {
        return concurrentDispatches() == 0 && nextWakeUp(now).isAfter(now);
    }

    /**
     * Returns whether the queue still has something to do.
     *
     * @param frozen whether the time is frozen at {@code now}
     */
    abstract IdleState idleState(Instant now, boolean frozen);

    /** Returns the number of tasks for messages: {@code 1 task}. */
    final String taskCountText() {
        return tasks.size() == 1 ? "1 task" : tasks.size() + " tasks";
    }

    /** Removes a task and blocks its name from now. */
    final void finish(Task task, FinishReason reason, Instant now) {
        tasks.remove(task);
        bytes.removeTask(StoredSize.of(task));
        Instant blockedUntil = block(task, now);
        journal.removed(task, blockedUntil);
        if (events.isOpen()) {
            events.add(new TaskFinished(now, task, reason));
        }
    }

    final void countExecution(Instant now) {
        executed.add(now);
    }

    /** Blocks the name of a task. Returns until when; null if names are not blocked. */
    private @Nullable Instant block(Task task, Instant now) {
        if (queue.tombstoneTtl().isZero()) {
            return null;
        }
        Instant until = releaseTime(now);
        tombstones.block(task.id(), task.idIsGenerated(), until);
        return until;
    }

    private Instant releaseTime(Instant now) {
        return TimeArithmetic.saturatedPlus(now, queue.tombstoneTtl());
    }

    private Instant expiry(Task task) {
        return task.createTime().plus(queue.taskTtl());
    }
}
