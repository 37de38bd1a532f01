package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.TaskApi.BatchItem;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.queue.StoredSize;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Operation.BatchCreate;
import io.github.cloudtasks.model.task.Operation.BatchDelete;
import io.github.cloudtasks.model.task.Operation.Created;
import io.github.cloudtasks.model.task.Operation.Failure;
import io.github.cloudtasks.model.task.Operation.State;
import io.github.cloudtasks.time.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * BatchCreateTasks and BatchDeleteTasks (recorded). An error of the whole request is thrown. An error of one item is
 * reported in the operation. Thread-safe; the lock of the queue is held for one task at a time.
 */
final class TaskBatches {
    /** The error of an operation that deleted nothing. The state of the operation is not FAILED (recorded). */
    private static final Failure NOTHING_DELETED = new Failure(
            Code.ABORTED.number(),
            "None of the requests succeeded, refer to BatchDeleteTasksMetadata.failed_requests for individual error details");

    private final QueueRegistry queues;
    private final TaskCreator creation;
    private final OperationStore operations;
    private final RefusalLog refusals;
    private final Timeline timeline;
    private final Dialect dialect;

    TaskBatches(
            QueueRegistry queues,
            TaskCreator creation,
            OperationStore operations,
            RefusalLog refusals,
            Timeline timeline,
            Dialect dialect) {
        this.queues = queues;
        this.creation = creation;
        this.operations = operations;
        this.refusals = refusals;
        this.timeline = timeline;
        this.dialect = dialect;
    }

    Operation create(QueueName queue, List<BatchItem> items, String requestId) {
        List<@Nullable TaskName> names = checkedNames(queue, items);
        queues.stored().requireRoom(StoredSize.EMPTY_OPERATION);
        OperationName operation = operation(queue, requestId);
        return operations.run(operation, () -> create(operation, queue, items, names));
    }

    Operation delete(QueueName queue, List<String> names, String requestId) {
        if (names.isEmpty()) {
            throw ApiException.invalidArgument();
        }
        if (names.size() > Limits.MAX_DELETED_IN_A_BATCH) {
            throw ApiException.invalidArgument("A maximum of %d tasks can be handled in a batch, but %d were requested."
                    .formatted(Limits.MAX_DELETED_IN_A_BATCH, names.size()));
        }
        OperationName operation = operation(queue, requestId);
        return operations.run(operation, () -> delete(operation, queue, names));
    }

    /** Returns the names of the tasks, null where an id is generated. Checks the request as a whole. */
    private static List<@Nullable TaskName> checkedNames(QueueName queue, List<BatchItem> items) {
        if (items.isEmpty()) {
            throw ApiException.invalidArgument("Request must contain at least one task.");
        }
        if (items.size() > Limits.MAX_CREATED_IN_A_BATCH) {
            throw ApiException.invalidArgument(
                    "A maximum of %d tasks can be created in a single batch, but got %d tasks."
                            .formatted(Limits.MAX_CREATED_IN_A_BATCH, items.size()));
        }
        List<@Nullable TaskName> names = new ArrayList<>();
        Set<TaskName> seen = new HashSet<>();
        for (BatchItem item : items) {
            if (!item.parent().equals(queue.toString())) {
                throw ApiException.invalidArgument(
                        "All tasks in a batch request must target the same queue. Found task for queue %s in batch request for queue %s."
                                .formatted(item.parent(), queue));
            }
            TaskName name = TaskCreator.name(queue, item.task());
            if (name != null && !seen.add(name)) {
                throw ApiException.invalidArgument("Duplicate task name in the batch request: " + name);
            }
            names.add(name);
        }
        return names;
    }

    private static OperationName operation(QueueName queue, String requestId) {
        if (requestId.isEmpty()) {
            return new OperationName(queue.location(), UUID.randomUUID().toString());
        }
        ResourceNames.checkOperationId(requestId);
        return new OperationName(queue.location(), requestId);
    }

    private Operation create(
            OperationName operation, QueueName queue, List<BatchItem> items, List<@Nullable TaskName> names) {
        Instant start = timeline.now();
        List<Created> created = new ArrayList<>();
        SortedMap<Integer, Failure> failed = new TreeMap<>();
        for (int i = 0; i < items.size(); i++) {
            BatchItem item = items.get(i);
            try {
                if (item.error() != null) {
                    throw item.error();
                }
                if (item.task().payload() == null) {
                    throw ApiException.invalidArgument("Payload type must be set.");
                }
                created.add(new Created(creation.create(queue, names.get(i), item.task()), item.responseView()));
            } catch (ApiException e) {
                failed.put(i, failure(e));
            }
        }
        State state = failed.isEmpty() ? State.SUCCEEDED : created.isEmpty() ? State.FAILED : State.PARTIALLY_SUCCEEDED;
        return new Operation(
                operation, dialect.version(), start, timeline.now(), state, new BatchCreate(created), failed, null);
    }

    private Operation delete(OperationName operation, QueueName queue, List<String> names) {
        Instant start = timeline.now();
        Set<TaskName> deleted = new HashSet<>();
        SortedMap<Integer, Failure> failed = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            try {
                TaskName task = ResourceNames.taskInList(queue, names.get(i));
                // A repeated name fails each time if the task does not exist, and never if the batch has deleted it
                // (recorded).
                if (!deleted.contains(task)) {
                    queues.getOrPlainNotFound(queue).delete(task.taskId());
                    deleted.add(task);
                }
            } catch (ApiException e) {
                failed.put(i, failure(e));
            }
        }
        State state = failed.isEmpty() ? State.SUCCEEDED : State.PARTIALLY_SUCCEEDED;
        Failure error = deleted.isEmpty() ? NOTHING_DELETED : null;
        return new Operation(
                operation, dialect.version(), start, timeline.now(), state, new BatchDelete(), failed, error);
    }

    /** Returns the status of an item. It has no details (recorded). */
    private Failure failure(ApiException e) {
        refusals.record(e);
        return new Failure(e.code().number(), e.text());
    }
}
