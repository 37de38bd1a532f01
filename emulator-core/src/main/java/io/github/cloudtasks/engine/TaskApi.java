package io.github.cloudtasks.engine;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.engine.queue.LiveQueue;
import io.github.cloudtasks.engine.queue.PushQueue;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.queue.TaskQueue;
import io.github.cloudtasks.engine.rules.PageTokens;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.rules.TaskBuffering;
import io.github.cloudtasks.engine.rules.TaskRules;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.Timeline;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the API that work on tasks. See {@link CloudTasks} for what all of them have in common.
 *
 * <p>A method that takes the name of a queue or a task throws NOT_FOUND if the queue does not exist. With
 * {@link Limits#autoCreateQueues}, {@link #createTask} and {@link #batchCreateTasks} create a missing queue instead,
 * and {@link #listTasks} lists no tasks.
 */
public final class TaskApi {
    private final QueueRegistry registry;
    private final Timeline timeline;
    private final OperationStore operations;
    private final TaskCreator creator;
    private final TaskBatches batches;

    TaskApi(
            Limits limits,
            Timeline timeline,
            QueueRegistry registry,
            OperationStore operations,
            RefusalLog refusals,
            Dialect dialect) {
        this.registry = registry;
        this.timeline = timeline;
        this.operations = operations;
        this.creator = new TaskCreator(registry, new TaskRules(dialect, limits), timeline);
        this.batches = new TaskBatches(registry, creator, operations, refusals, timeline, dialect);
    }

    /**
     * Lists the tasks of a queue in the order of their ids. Changes nothing: REST calls it with GET, which a link in a
     * web page can do.
     *
     * @param pageSize at least 0; 0 and values above 1000 mean 1000
     * @param pageToken empty for the first page
     */
    public Page<Task> listTasks(String parent, int pageSize, String pageToken) {
        LiveQueue live = registry.getUnlessCreatable(ResourceNames.queue(parent, Permission.TASKS_LIST));
        int size = PageTokens.size(pageSize, Limits.MAX_TASKS_PER_PAGE, "ListTasksRequest");
        String list = "tasks of " + parent;
        if (live == null) {
            String unused = PageTokens.after(pageToken, list, timeline.now());
            return new Page<>(List.of(), "");
        }
        return live.withLock((queue, now) -> {
            List<Task> page = queue.page(PageTokens.after(pageToken, list, now), size, now);
            return PageTokens.page(page, Task::id, list, now);
        });
    }

    /** Returns a task. */
    public Task getTask(String name) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_GET);
        return registry.getOrPlainNotFound(task.queue()).withLock((queue, now) -> queue.get(task.taskId(), now));
    }

    /** Creates a task in a queue. */
    public Task createTask(String parent, NewTask requested) {
        QueueName queueName = ResourceNames.queue(parent, Permission.TASKS_CREATE);
        return creator.create(queueName, TaskCreator.name(queueName, requested), requested);
    }

    /**
     * Creates up to 100 tasks in one queue. An error of the whole request is thrown. An error of one task is reported
     * in the operation, and the other tasks are created.
     *
     * @param requestId the id of the operation; must be new, or empty for a generated id
     */
    public Operation batchCreateTasks(String parent, List<BatchItem> requests, String requestId) {
        QueueName queue = ResourceNames.queue(parent, Permission.TASKS_CREATE);
        return batches.create(queue, requests, requestId);
    }

    /**
     * Creates a task from a plain HTTP request. The task is delivered to the URL of the queue's HTTP target (documented
     * for BufferTask).
     *
     * @param taskId empty for a generated id
     * @param method the method of the request, which becomes that of the task
     */
    public Task bufferTask(String queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body) {
        QueueName queueName = ResourceNames.queue(queue, Permission.TASKS_CREATE);
        NewTask task = TaskBuffering.task(registry.get(queueName).queue(), taskId, method, headers, body);
        return createTask(queue, task);
    }

    /** Deletes a task. The outcome of an attempt in flight is ignored. */
    public void deleteTask(String name) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_DELETE);
        registry.getOrPlainNotFound(task.queue()).delete(task.taskId());
    }

    /**
     * Deletes up to 1000 tasks of one queue. An error of the whole request is thrown. An error of one name is reported
     * in the operation, and the other tasks are deleted.
     *
     * @param requestId as in {@link #batchCreateTasks}
     */
    public Operation batchDeleteTasks(String parent, List<String> names, String requestId) {
        QueueName queue = ResourceNames.queue(parent, Permission.TASKS_DELETE);
        return batches.delete(queue, names, requestId);
    }

    /**
     * Dispatches a task of a push queue immediately, regardless of the queue's limits, its state and the schedule time.
     *
     * @return the task before it is sent, but with the dispatch counted (recorded)
     */
    public Task runTask(String name) {
        TaskName task = ResourceNames.task(name, Permission.TASKS_RUN);
        LiveQueue live = registry.get(task.queue());
        Dispatch dispatch = live.withLock((queue, now) -> push(queue).run(task.taskId(), now));
        live.deliver(dispatch);
        return dispatch.task().asReturnedByRunTask();
    }

    /**
     * Returns the finished operation of a batch. The oldest operations are forgotten when their total size exceeds
     * {@link Limits#MAX_OPERATIONS_BYTES}.
     */
    public Operation getOperation(String name) {
        return operations.get(ResourceNames.operation(name, Permission.OPERATIONS_GET));
    }

    private static PushQueue push(TaskQueue queue) {
        if (queue instanceof PushQueue push) {
            return push;
        }
        throw ApiException.failedPrecondition("Queue '%s' is a pull queue: its tasks cannot be run."
                .formatted(queue.queue().name()));
    }

    /**
     * One request of a batch, which corresponds to a CreateTaskRequest.
     *
     * @param parent the name of the queue as sent; must be that of the batch
     * @param responseView the number of the view in which the caller wants to see the task; kept in the operation
     * @param error the error of this item if its task could not be read; then {@code task} has only a name
     */
    public record BatchItem(
            String parent,
            NewTask task,
            int responseView,
            @Nullable ApiException error) {

        /** Creates an item whose task the engine validates. */
        public BatchItem(String parent, NewTask task, int responseView) {
            this(parent, task, responseView, null);
        }

        /** Returns an item that fails, because its task has a value without a counterpart in the model. */
        public static BatchItem invalid(String parent, String name, ApiException error) {
            return new BatchItem(parent, new NewTask(name, null, null, null, null), 0, error);
        }
    }
}
