package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.rules.EncodedSize;
import io.github.cloudtasks.engine.rules.PolicyRules;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.TimeArithmetic;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue and its tasks, passive: it has no clock, no thread and no lock. Every method is told what time it is, and
 * {@link #nextWakeUp} is its whole relation to time.
 */
public abstract sealed class TaskQueue permits PushQueue, PullQueue {
    private static final Logger log = LoggerFactory.getLogger(TaskQueue.class);

    private static final int ID_DIGITS = 20;

    final TaskTable tasks;
    private final Tombstones tombstones = new Tombstones();
    private final LastMinuteCounter executed = new LastMinuteCounter();
    /** Written under the lock of the live queue, read also without. */
    private volatile Queue queue;

    private Policy policy = PolicyRules.NEVER_SET;
    private long serials;

    TaskQueue(Queue queue, TaskTable tasks) {
        this.queue = queue;
        this.tasks = tasks;
    }

    /** A new queue of the kind that its target asks for. */
    public static TaskQueue of(Queue queue, Limits limits) {
        return queue.isPull() ? new PullQueue(queue, limits) : new PushQueue(queue);
    }

    public final Queue queue() {
        return queue;
    }

    public final Policy policy() {
        return policy;
    }

    /** Replaces the policy; where {@code asked} has an etag, it must be the present one's. */
    public final Policy setPolicy(Policy asked, Instant now) {
        policy = PolicyRules.replace(policy, asked, now);
        return policy;
    }

    final QueueStats stats(Instant now) {
        Task first = tasks.firstScheduled();
        return new QueueStats(
                tasks.size(),
                first == null ? null : first.scheduleTime(),
                executed.at(now),
                concurrentDispatches(),
                queue.state() == QueueState.RUNNING ? queue.rateLimits().maxDispatchesPerSecond() : 0);
    }

    /** Attempts in flight. */
    abstract int concurrentDispatches();

    /** New settings for the same queue. */
    public void change(Queue changed, Instant now) {
        queue = changed;
    }

    /** Pauses, disables or resumes the queue; to be where it is already is fine (recorded). */
    public final Queue changeState(QueueState state, Instant now) {
        if (queue.state() != state) {
            log.info("{} is {}", queue.name(), state);
            change(queue.withState(state), now);
        }
        return queue;
    }

    /** Removes every task, and blocks their names unless {@code forgetNames}; the queue remembers when. */
    public Queue purge(Instant now, boolean forgetNames) {
        if (!forgetNames) {
            tasks.all().forEach(task -> block(task, now));
        }
        tasks.clear();
        if (forgetNames) {
            tombstones.clear();
        }
        queue = queue.purgedAt(now);
        return queue;
    }

    /**
     * At most {@code size} tasks in the order of their ids, after the one with id {@code after}; fewer where they would
     * be too large for one answer.
     */
    public final List<Task> page(String after, int size, Instant now) {
        expire(now);
        List<Task> page = tasks.page(after, size);
        long bytes = 0;
        for (int i = 0; i < page.size(); i++) {
            bytes += EncodedSize.of(page.get(i));
            if (bytes > Limits.MAX_LIST_RESPONSE_BYTES && i > 0) {
                return page.subList(0, i);
            }
        }
        return page;
    }

    /** The task with this id (recorded: a name that is blocked has an answer of its own). */
    public final Task get(String id, Instant now) {
        expire(now);
        Task task = tasks.get(id);
        if (task != null) {
            return task;
        }
        if (tombstones.contains(id, now)) {
            throw new ApiException(
                    Code.NOT_FOUND,
                    "The task no longer exists, though a task with this name existed recently."
                            + " The task either successfully completed or was deleted.");
        }
        throw ApiException.notFound();
    }

    /** The task with this id; whether its name is blocked makes no difference (recorded for DeleteTask and RunTask). */
    final Task find(String id, Instant now) {
        expire(now);
        Task task = tasks.get(id);
        if (task == null) {
            throw ApiException.notFound();
        }
        return task;
    }

    /** Adds a task that is complete but for its serial. */
    public final Task create(Task task, Instant now) {
        expire(now);
        if (tasks.get(task.id()) != null) {
            throw new ApiException(Code.ALREADY_EXISTS, "Requested entity already exists");
        }
        if (tombstones.contains(task.id(), now)) {
            throw new ApiException(
                    Code.ALREADY_EXISTS,
                    "The task cannot be created because a task with this name existed too recently. For more information about task"
                            + " de-duplication see"
                            + " https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks/create#body.request_body.FIELDS.task.");
        }
        Task numbered = task.withSerial(++serials);
        tasks.putScheduled(numbered);
        return numbered;
    }

    /** All tasks, the oldest first; a view. */
    public final Collection<Task> all(Instant now) {
        expire(now);
        return tasks.all();
    }

    /** Adds tasks as they were saved, the oldest first. */
    public final void restore(List<Task> saved, Instant now) {
        saved.stream().sorted(Comparator.comparing(Task::createTime)).forEach(task -> create(task, now));
    }

    /** An id that no task has or had lately: twenty digits, as the service's own have up to (recorded). */
    public final String freeId(Instant now) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] digits = new char[ID_DIGITS];
        while (true) {
            for (int i = 0; i < ID_DIGITS; i++) {
                digits[i] = (char) ('0' + random.nextInt(10));
            }
            String id = new String(digits);
            if (tasks.get(id) == null && !tombstones.contains(id, now)) {
                return id;
            }
        }
    }

    /**
     * Removes one task by request. A dispatch in flight goes on, and its outcome will find nothing to settle
     * (documented).
     */
    final void delete(String id, Instant now) {
        removeAndBlock(find(id, now), now);
    }

    /** Removes tasks that have outlived the queue's task TTL, whatever their state (documented). */
    final void expire(Instant now) {
        for (Task oldest = tasks.oldest(); oldest != null && !expiry(oldest).isAfter(now); oldest = tasks.oldest()) {
            log.info("{} expired: it is older than {}", oldest.name(), queue.taskTtl());
            removeAndBlock(oldest, now);
        }
    }

    /** The next instant at which the queue has something to do; {@link Instant#MAX} for never. */
    Instant nextWakeUp(Instant now) {
        Task oldest = tasks.oldest();
        return oldest == null ? Instant.MAX : expiry(oldest);
    }

    /** Whether nothing is under way, and nothing due. */
    final boolean isQuiescent(Instant now) {
        return concurrentDispatches() == 0 && nextWakeUp(now).isAfter(now);
    }

    /**
     * Whether something is left to do.
     *
     * @param frozen whether {@code now} stays until somebody moves it
     */
    abstract IdleState idleState(Instant now, boolean frozen);

    /** How many tasks there are, in words. */
    final String tasksInWords() {
        return tasks.size() == 1 ? "1 task" : tasks.size() + " tasks";
    }

    /** Removes a task for good; its name is blocked from now. */
    final void removeAndBlock(Task task, Instant now) {
        tasks.remove(task);
        block(task, now);
    }

    final void countExecution(Instant now) {
        executed.add(now);
    }

    private void block(Task task, Instant now) {
        if (!queue.tombstoneTtl().isZero()) {
            tombstones.block(task.id(), task.idIsGenerated(), TimeArithmetic.saturatedPlus(now, queue.tombstoneTtl()));
        }
    }

    private Instant expiry(Task task) {
        return task.createTime().plus(queue.taskTtl());
    }
}
