package io.github.cloudtasks.engine;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.LiveQueue;
import io.github.cloudtasks.engine.queue.PullQueue;
import io.github.cloudtasks.engine.queue.PushQueue;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.queue.TaskQueue;
import io.github.cloudtasks.engine.rules.LeaseRules;
import io.github.cloudtasks.engine.rules.PageTokens;
import io.github.cloudtasks.engine.rules.PolicyRules;
import io.github.cloudtasks.engine.rules.QueueRules;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.rules.TaskBuffering;
import io.github.cloudtasks.engine.rules.TaskRules;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.engine.spec.Regions;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.CmekConfig;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.LeaseFilter;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The service: one method per RPC, in the documentation's order. Names come as the caller sent them, and are checked
 * here in the order in which the service checks them (recorded). Every method may throw {@link ApiException}. All are
 * safe for use by many threads, and none waits for I/O.
 */
public final class CloudTasks {
    private final Limits limits;
    private final Timeline timeline;
    private final QueueRegistry queues;
    private final Dialect dialect;
    private final QueueRules queueRules;
    private final OperationStore operations;
    private final CmekConfigs cmekConfigs;
    private final TaskCreator creation;

    /** An engine without queues, which speaks v2beta2. */
    public CloudTasks(Limits limits, Timeline timeline, Dispatcher dispatcher) {
        this(limits, timeline, new QueueRegistry(limits, timeline, dispatcher));
    }

    private CloudTasks(Limits limits, Timeline timeline, QueueRegistry queues) {
        this(limits, timeline, queues, new OperationStore(), new CmekConfigs(queues), Dialect.V2BETA2);
    }

    private CloudTasks(
            Limits limits,
            Timeline timeline,
            QueueRegistry queues,
            OperationStore operations,
            CmekConfigs cmekConfigs,
            Dialect dialect) {
        this.limits = limits;
        this.timeline = timeline;
        this.queues = queues.visibleIn(dialect);
        this.dialect = dialect;
        this.queueRules = new QueueRules(dialect, limits);
        this.operations = operations;
        this.cmekConfigs = cmekConfigs;
        this.creation = new TaskCreator(this.queues, new TaskRules(dialect, limits), timeline);
    }

    /** The same service with the rules of another version of the API. */
    public CloudTasks forVersion(Dialect other) {
        return new CloudTasks(limits, timeline, queues, operations, cmekConfigs, other);
    }

    /** What a test may do with this engine. */
    public EngineAdmin admin() {
        return new EngineAdmin(limits, timeline, queues.visibleIn(Dialect.SAVED_STATE), operations, cmekConfigs);
    }

    /**
     * Queues of a location in the order of their names.
     *
     * @param filter what the filter's text means; pure
     * @param filterText tells lists of one location apart
     * @param pageSize 0 for the largest page, 9800 queues; more is cut to that; negative is an error
     */
    public Page<Queue> listQueues(
            String parent, Predicate<Queue> filter, String filterText, int pageSize, String pageToken) {
        LocationName location = ResourceNames.location(parent, Permission.QUEUES_LIST);
        int size = PageTokens.size(pageSize, Limits.MAX_QUEUES_PER_PAGE, "ListQueuesRequest");
        String list = "queues of " + location + " where " + filterText;
        Instant now = timeline.now();
        List<Queue> page = new ArrayList<>();
        for (LiveQueue live : queues.inLocation(location, PageTokens.after(pageToken, list, now))) {
            if (page.size() == size) {
                break;
            }
            Queue queue = live.record();
            if (filter.test(queue)) {
                page.add(queue);
            }
        }
        return PageTokens.page(page, queue -> queue.name().queueId(), list, now);
    }

    /** The queue, without its statistics. */
    public Queue getQueue(String name) {
        return live(name, Permission.QUEUES_GET).record();
    }

    /** The statistics of a queue; null when it is gone. */
    public @Nullable QueueStats stats(Queue queue) {
        LiveQueue live = queues.find(queue.name());
        return live == null ? null : live.stats();
    }

    /**
     * Makes a queue; its name must be free.
     *
     * @param name the queue's name as sent in the body
     */
    public Queue createQueue(String parent, String name, NewQueue settings) {
        LocationName location = ResourceNames.location(parent, Permission.QUEUES_CREATE);
        QueueName queueName = ResourceNames.queueIn(location, name);
        queueRules.check(settings);
        Queue queue = queueRules.complete(queueName, settings);
        return cmekConfigs.permit(queue, () -> queues.create(queue));
    }

    /**
     * Changes a queue, or makes it when there is none.
     *
     * @param change checks what the caller sent with {@link #checkQueue}, and merges it
     */
    public Queue updateQueue(String name, QueueChange change) {
        QueueName queueName = ResourceNames.queue(name, Permission.QUEUES_UPDATE);
        while (true) {
            LiveQueue live = queues.find(queueName);
            if (live == null) {
                Queue created = queueRules.complete(queueName, change.from(null));
                if (cmekConfigs.permit(created, () -> queues.createIfAbsent(created))) {
                    return created;
                }
                continue;
            }
            Queue current = live.record();
            Queue changed = queueRules.change(current, change.from(current));
            if (cmekConfigs.permit(changed, () -> live.replace(current, changed))) {
                return changed;
            }
        }
    }

    /** Checks what a caller asks of a queue, also where a mask then leaves it out (recorded). */
    public void checkQueue(NewQueue settings) {
        queueRules.check(settings);
    }

    /** Removes a queue with all its tasks; attempts in flight end without effect. */
    public void deleteQueue(String name) {
        queues.delete(ResourceNames.queue(name, Permission.QUEUES_DELETE));
    }

    /** Removes all of a queue's tasks, and blocks their names. */
    public Queue purgeQueue(String name) {
        return liveOrNew(name, Permission.QUEUES_PURGE)
                .withLock((queue, now) -> queue.purge(now, limits.hardResetOnPurge()));
    }

    /** Holds dispatches and leases back; tasks may still be added, and RunTask works. */
    public Queue pauseQueue(String name) {
        return liveOrNew(name, Permission.QUEUES_PAUSE)
                .withLock((queue, now) -> queue.changeState(QueueState.PAUSED, now));
    }

    /** Lets a paused or disabled queue go on. */
    public Queue resumeQueue(String name) {
        return liveOrNew(name, Permission.QUEUES_RESUME)
                .withLock((queue, now) -> queue.changeState(QueueState.RUNNING, now));
    }

    /** Lets a queue be in the state in which it was saved; no RPC does that, but a start from saved queues. */
    public Queue restoreQueueState(String name, QueueState state) {
        return live(name, Permission.QUEUES_UPDATE).withLock((queue, now) -> queue.changeState(state, now));
    }

    /**
     * Does what an uploaded queue.yaml asks for: its queues are made or changed, and all others of the app's location
     * but {@code default} are disabled. Nothing changes when one of the queues cannot be.
     *
     * @param project the app's id, with or without its partition ({@code s~})
     * @param uploaded by queue id
     * @param resumePaused whether paused and disabled queues of the file run again
     */
    public void uploadQueues(String project, Map<String, UploadedQueue> uploaded, boolean resumePaused) {
        new QueueYamlImport(queues, queueRules, cmekConfigs).apply(project, uploaded, resumePaused);
    }

    /**
     * The policy of a queue; an empty one where none was set.
     *
     * @param requestedVersion the latest version of policies that the caller can read: 0, 1 or 3
     */
    public Policy getIamPolicy(String resource, int requestedVersion) {
        LiveQueue live = live(resource, Permission.QUEUES_LIST);
        PolicyRules.checkVersion(requestedVersion);
        return live.withLock((queue, now) -> queue.policy());
    }

    /**
     * Replaces the policy of a queue.
     *
     * @param policy its etag, where not empty, must be the stored one's
     */
    public Policy setIamPolicy(String resource, Policy policy) {
        return live(resource, Permission.QUEUES_LIST).withLock((queue, now) -> queue.setPolicy(policy, now));
    }

    /** Those of {@code permissions} that the caller has, which is all: the emulator lets everybody do everything. */
    public List<String> testIamPermissions(String resource, List<String> permissions) {
        QueueName queue = ResourceNames.queue(resource, Permission.QUEUES_LIST);
        if (queues.find(queue) == null && dialect.permissionsOfMissingQueueAreEmpty()) {
            return List.of();
        }
        queues.get(queue);
        return PolicyRules.test(permissions);
    }

    /**
     * Tasks of a queue in the order of their ids.
     *
     * @param pageSize 0 for the largest page, 1000 tasks; more is cut to that; negative is an error
     */
    public Page<Task> listTasks(String parent, int pageSize, String pageToken) {
        LiveQueue live = liveOrNew(parent, Permission.TASKS_LIST);
        int size = PageTokens.size(pageSize, Limits.MAX_TASKS_PER_PAGE, "ListTasksRequest");
        String list = "tasks of " + parent;
        return live.withLock((queue, now) -> {
            List<Task> page = queue.page(PageTokens.after(pageToken, list, now), size, now);
            return PageTokens.page(page, Task::id, list, now);
        });
    }

    /** The task. */
    public Task getTask(String name) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_GET);
        return queues.getOrPlainNotFound(task.queue()).withLock((queue, now) -> queue.get(task.taskId(), now));
    }

    /** Adds a task to a queue. */
    public Task createTask(String parent, NewTask asked) {
        QueueName queueName = ResourceNames.queue(parent, Permission.TASKS_CREATE);
        return creation.create(queueName, TaskCreator.name(queueName, asked), asked);
    }

    /**
     * Adds up to 100 tasks to one queue. What is wrong with the call as a whole is thrown; what is wrong with one task
     * stands in the operation, and the others are created.
     *
     * @param requestId the operation's id, which must be new; empty for a generated one
     */
    public Operation batchCreateTasks(String parent, List<BatchItem> requests, String requestId) {
        QueueName queue = ResourceNames.queue(parent, Permission.TASKS_CREATE);
        return batches().create(queue, requests, requestId);
    }

    /**
     * Adds a task that goes to the queue's own URL, from a bare HTTP request (BufferTask; documented).
     *
     * @param taskId empty for a generated one
     */
    public Task bufferTask(String queue, String taskId, Map<String, String> headers, Bytes body) {
        QueueName queueName = ResourceNames.queue(queue, Permission.TASKS_CREATE);
        NewTask task = TaskBuffering.task(queues.get(queueName).record(), taskId, headers, body);
        return createTask(queue, task);
    }

    /** Removes a task. */
    public void deleteTask(String name) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_DELETE);
        queues.getOrPlainNotFound(task.queue()).delete(task.taskId());
    }

    /**
     * Removes up to 1000 tasks of one queue. What is wrong with the call as a whole is thrown; what is wrong with one
     * name stands in the operation, and the others are removed.
     *
     * @param requestId as in {@link #batchCreateTasks}
     */
    public Operation batchDeleteTasks(String parent, List<String> names, String requestId) {
        QueueName queue = ResourceNames.queue(parent, Permission.TASKS_DELETE);
        return batches().delete(queue, names, requestId);
    }

    /**
     * Leases tasks that are available, in the order of their schedule times.
     *
     * @param maxTasks 0 for as many as there are, at most 1000
     * @param leaseDuration required; 1 second to 7 days, cut to whole seconds
     * @param filter in the API's words; empty for none
     */
    public List<Task> leaseTasks(String parent, int maxTasks, @Nullable Duration leaseDuration, String filter) {
        QueueName queueName = ResourceNames.queue(parent, Permission.TASKS_LEASE);
        int max = LeaseRules.maxTasks(maxTasks);
        Duration duration = LeaseRules.duration(leaseDuration);
        LeaseFilter which = LeaseRules.filter(filter);
        return queues.getOrCreate(queueName, new PullTarget())
                .withLock((queue, now) -> pull(queue).lease(max, duration, which, now));
    }

    /**
     * Removes a task whose lease the caller holds.
     *
     * @param scheduleTime required; the task's current one
     */
    public void acknowledgeTask(String name, @Nullable Instant scheduleTime) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_ACKNOWLEDGE);
        Instant held = LeaseRules.scheduleTime(scheduleTime);
        onPullQueue(task, (queue, now) -> {
            queue.acknowledge(task.taskId(), held, now);
            return null;
        });
    }

    /**
     * Lets a lease end {@code leaseDuration} from now.
     *
     * @param scheduleTime required; the task's current one
     * @param leaseDuration as in {@link #leaseTasks}
     */
    public Task renewLease(String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_RENEW_LEASE);
        Instant held = LeaseRules.scheduleTime(scheduleTime);
        Duration duration = LeaseRules.duration(leaseDuration);
        return onPullQueue(task, (queue, now) -> queue.renew(task.taskId(), held, duration, now));
    }

    /**
     * Ends a lease now.
     *
     * @param scheduleTime required; the task's current one
     */
    public Task cancelLease(String name, @Nullable Instant scheduleTime) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_CANCEL_LEASE);
        Instant held = LeaseRules.scheduleTime(scheduleTime);
        return onPullQueue(task, (queue, now) -> queue.cancel(task.taskId(), held, now));
    }

    /** Dispatches the task now; returns it as it stands before that, with the dispatch counted (recorded). */
    public Task runTask(String name) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_RUN);
        LiveQueue live = queues.get(task.queue());
        Dispatch dispatch = live.withLock((queue, now) -> push(queue).run(task.taskId(), now));
        live.deliver(dispatch);
        return dispatch.task().asReturnedByRunTask();
    }

    /** The customer-managed key of a location; none unless one was set. */
    public CmekConfig getCmekConfig(String name) {
        return cmekConfigs.get(ResourceNames.locationOfCmekConfig(name));
    }

    /**
     * Sets or removes the customer-managed key of a location. The emulator remembers it and encrypts nothing.
     *
     * @param change from the present key to the wanted one, empty for none either way; called once, after the name is
     *     checked
     */
    public CmekConfig updateCmekConfig(String name, UnaryOperator<String> change) {
        return cmekConfigs.update(ResourceNames.locationOfCmekConfig(name), change);
    }

    /** The service's regions, and every other location in use, in the order of their ids. */
    public Page<LocationName> listLocations(String name, int pageSize, String pageToken) {
        String project = ResourceNames.project(name, Permission.LOCATIONS_LIST);
        int size = PageTokens.size(pageSize, Integer.MAX_VALUE, "ListLocationsRequest");
        String list = "locations of " + project;
        Instant now = timeline.now();
        String after = PageTokens.after(pageToken, list, now);
        List<LocationName> rest = Regions.withThoseInUse(project, queues.names())
                .filter(id -> id.compareTo(after) > 0)
                .map(id -> new LocationName(project, id))
                .toList();
        // Some clients ask for the next page of locations without its token: none is given where there is no next page.
        return rest.size() <= size
                ? new Page<>(rest, "")
                : PageTokens.page(rest.subList(0, size), LocationName::locationId, list, now);
    }

    /** Any location whose id could be one, and with {@link Limits#strict} only those of the service. */
    public LocationName getLocation(String name) {
        LocationName location = ResourceNames.location(name, Permission.LOCATIONS_GET);
        queues.checkLocation(location);
        return location;
    }

    /** The operation; old ones are forgotten. */
    public Operation getOperation(String name) {
        return operations.get(ResourceNames.operation(name, Permission.OPERATIONS_GET));
    }

    private TaskBatches batches() {
        return new TaskBatches(queues, creation, operations, timeline, dialect);
    }

    private LiveQueue live(String name, Permission permission) {
        return queues.get(ResourceNames.queue(name, permission));
    }

    private LiveQueue liveOrNew(String name, Permission permission) {
        return queues.getOrCreate(ResourceNames.queue(name, permission), PushTarget.PLAIN);
    }

    private <T extends @Nullable Object> T onPullQueue(TaskName task, BiFunction<PullQueue, Instant, T> operation) {
        return queues.get(task.queue()).withLock((queue, now) -> operation.apply(pull(queue), now));
    }

    private static PullQueue pull(TaskQueue queue) {
        if (queue instanceof PullQueue pull) {
            return pull;
        }
        throw ApiException.failedPrecondition("Queue '%s' is not a pull queue: its tasks cannot be leased."
                .formatted(queue.queue().name()));
    }

    private static PushQueue push(TaskQueue queue) {
        if (queue instanceof PushQueue push) {
            return push;
        }
        throw ApiException.failedPrecondition("Queue '%s' is a pull queue: its tasks cannot be run."
                .formatted(queue.queue().name()));
    }

    /**
     * Computes a queue's new settings from what it is; a pure function, called again if the queue changed meanwhile.
     */
    @FunctionalInterface
    public interface QueueChange {
        /**
         * The new settings.
         *
         * @param current null when there is no such queue
         */
        NewQueue from(@Nullable Queue current);
    }

    /**
     * One queue of a queue.yaml.
     *
     * @param paused whether its rate is 0
     */
    public record UploadedQueue(NewQueue settings, boolean paused) {}

    /**
     * One task of a batch, which is a CreateTaskRequest of its own.
     *
     * @param parent the queue as sent; it must be the batch's
     * @param responseView the number of the view that the caller wants to see the task in; the operation keeps it
     */
    public record BatchItem(String parent, NewTask task, int responseView) {}
}
