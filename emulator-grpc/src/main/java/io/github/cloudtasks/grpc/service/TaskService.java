package io.github.cloudtasks.grpc.service;

import com.google.longrunning.Operation;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.LeaseApi;
import io.github.cloudtasks.engine.TaskApi;
import io.github.cloudtasks.engine.TaskApi.BatchItem;
import io.github.cloudtasks.grpc.rpc.ListResponse;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The methods on tasks, for any API version. A version supplies the converter of its Task message and takes the
 * parameters from its request messages. Views are passed by their number, which is the same in every version.
 *
 * @param <T> the version's Task message
 */
public final class TaskService<T extends Message> {
    private final TaskApi tasks;
    private final LeaseApi leases;
    private final TaskConverter<T> converter;
    private final OperationConverter operations;

    /** Creates the methods on an engine in the version's dialect. */
    public TaskService(CloudTasks engine, TaskConverter<T> converter, OperationConverter operations) {
        this.tasks = engine.tasks();
        this.leases = engine.leases();
        this.converter = converter;
        this.operations = operations;
    }

    /**
     * Lists tasks.
     *
     * @param rest returns the response message without tasks for a token of the next page
     */
    public ListResponse list(
            String parent, int pageSize, String pageToken, int view, Function<String, ? extends Message> rest) {
        Page<io.github.cloudtasks.model.task.Task> page = tasks.listTasks(parent, pageSize, pageToken);
        return listed(rest.apply(page.nextPageToken()), page.items(), view);
    }

    public T get(String name, int view) {
        return converter.toProto(tasks.getTask(name), TaskView.ofSingleTask(view));
    }

    public T create(String parent, T task, int view) {
        return converter.toProto(tasks.createTask(parent, converter.fromProto(task)), TaskView.ofSingleTask(view));
    }

    /** Creates a task from a plain HTTP request. */
    public T buffer(String queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body) {
        return converter.toProto(tasks.bufferTask(queue, taskId, method, headers, body), TaskView.BASIC);
    }

    /**
     * Returns the item of a batch for one CreateTaskRequest. A time or duration that has no counterpart in the model is
     * an error of the item, not of the batch.
     *
     * @param name the name in {@code task}
     */
    public BatchItem batchItem(String parent, String name, T task, int view) {
        try {
            return new BatchItem(parent, converter.fromProto(task), view);
        } catch (ApiException e) {
            return BatchItem.invalid(parent, name, e);
        }
    }

    public Operation batchCreate(String parent, List<BatchItem> items, String requestId) {
        return operations.toProto(tasks.batchCreateTasks(parent, items, requestId));
    }

    public Empty delete(String name) {
        tasks.deleteTask(name);
        return Empty.getDefaultInstance();
    }

    public Operation batchDelete(String parent, List<String> names, String requestId) {
        return operations.toProto(tasks.batchDeleteTasks(parent, names, requestId));
    }

    public T run(String name, int view) {
        return converter.toProto(tasks.runTask(name), TaskView.ofSingleTask(view));
    }

    /**
     * Leases tasks.
     *
     * @param leaseDuration null if the request has none
     * @param rest the response message without tasks
     */
    public ListResponse lease(
            String parent, int maxTasks, @Nullable Duration leaseDuration, String filter, int view, Message rest) {
        return listed(rest, leases.leaseTasks(parent, maxTasks, leaseDuration, filter), view);
    }

    /**
     * Removes a leased task.
     *
     * @param scheduleTime the lease token; null if the request has none
     */
    public Empty acknowledge(String name, @Nullable Instant scheduleTime) {
        leases.acknowledgeTask(name, scheduleTime);
        return Empty.getDefaultInstance();
    }

    /**
     * Extends a lease.
     *
     * @param scheduleTime the lease token; null if the request has none
     * @param leaseDuration null if the request has none
     */
    public T renewLease(String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration, int view) {
        return converter.toProto(leases.renewLease(name, scheduleTime, leaseDuration), TaskView.ofSingleTask(view));
    }

    /**
     * Ends a lease.
     *
     * @param scheduleTime the lease token; null if the request has none
     */
    public T cancelLease(String name, @Nullable Instant scheduleTime, int view) {
        return converter.toProto(leases.cancelLease(name, scheduleTime), TaskView.ofSingleTask(view));
    }

    private ListResponse listed(Message rest, List<io.github.cloudtasks.model.task.Task> page, int view) {
        TaskView shown = TaskView.ofListedTask(view);
        return ListResponse.of(rest, page, task -> converter.toProto(task, shown));
    }
}
