package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Operation.BatchCreate;
import io.github.cloudtasks.model.task.Operation.BatchDelete;
import io.github.cloudtasks.model.task.Operation.Created;
import io.github.cloudtasks.model.task.Operation.Failure;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredBatchCreate;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredBatchDelete;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredCreatedTask;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredFailedRequest;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredFailure;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredLocationName;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredOperation;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredOperationState;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredQueueName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Encodes operations with their names. The created tasks have the names of their queues, which they share. */
final class OperationCodec {
    private OperationCodec() {}

    static byte[] encode(Operation operation) {
        StoredOperation.Builder message = StoredOperation.newBuilder()
                .setLocation(encode(operation.name().location()))
                .setOperationId(operation.name().operationId())
                .setVersion(operation.version())
                .setStartTime(TimeCodec.micros(operation.startTime()))
                .setStartTimeNanos(TimeCodec.nanos(operation.startTime()))
                .setEndDelay(TimeCodec.delay(operation.startTime(), operation.endTime()))
                .setEndTimeNanos(TimeCodec.nanos(operation.endTime()))
                .setState(encode(operation.state()));
        switch (operation.kind()) {
            case BatchCreate create -> message.setBatchCreate(encode(create));
            case BatchDelete delete -> message.setBatchDelete(StoredBatchDelete.getDefaultInstance());
        }
        operation
                .failedRequests()
                .forEach((index, failure) -> message.addFailedRequests(
                        StoredFailedRequest.newBuilder().setIndex(index).setFailure(encode(failure))));
        if (operation.error() != null) {
            message.setError(encode(operation.error()));
        }
        return message.build().toByteArray();
    }

    /**
     * Decodes an operation.
     *
     * @throws StoredValueException if the bytes are not an operation
     */
    static Operation decode(byte[] bytes) throws StoredValueException {
        try {
            return fromMessage(MessageCodec.parse(StoredOperation.parser(), bytes));
        } catch (StoredValueException e) {
            throw e.in("operation");
        }
    }

    private static Operation fromMessage(StoredOperation message) throws StoredValueException {
        if (!message.hasLocation()) {
            throw new StoredValueException("the location is missing");
        }
        Instant startTime = TimeCodec.decode(message.getStartTime(), message.getStartTimeNanos());
        SortedMap<Integer, Failure> failedRequests = new TreeMap<>();
        for (StoredFailedRequest failed : message.getFailedRequestsList()) {
            failedRequests.put(failed.getIndex(), decode(failed.getFailure()));
        }
        return new Operation(
                new OperationName(decode(message.getLocation()), message.getOperationId()),
                message.getVersion(),
                startTime,
                TimeCodec.decodeAfter(startTime, message.getEndDelay(), message.getEndTimeNanos()),
                decode(message.getState()),
                kind(message),
                failedRequests,
                message.hasError() ? decode(message.getError()) : null);
    }

    private static Operation.Kind kind(StoredOperation message) throws StoredValueException {
        return switch (message.getKindCase()) {
            case BATCH_CREATE -> decode(message.getBatchCreate());
            case BATCH_DELETE -> new BatchDelete();
            case KIND_NOT_SET -> throw new StoredValueException("the operation has no known kind");
        };
    }

    private static StoredBatchCreate encode(BatchCreate create) {
        StoredBatchCreate.Builder message = StoredBatchCreate.newBuilder();
        QueueName previous = null;
        for (Created created : create.created()) {
            QueueName queue = created.task().name().queue();
            StoredCreatedTask.Builder task = message.addCreatedBuilder()
                    .setTaskId(created.task().id())
                    .setTask(TaskCodec.toMessage(created.task()))
                    .setResponseView(created.responseView());
            if (!queue.equals(previous)) {
                task.setQueue(StoredQueueName.newBuilder()
                        .setLocation(encode(queue.location()))
                        .setQueueId(queue.queueId()));
            }
            previous = queue;
        }
        return message.build();
    }

    private static BatchCreate decode(StoredBatchCreate message) throws StoredValueException {
        List<Created> created = new ArrayList<>(message.getCreatedCount());
        QueueName queue = null;
        for (StoredCreatedTask task : message.getCreatedList()) {
            queue = queue(task, queue);
            created.add(new Created(
                    TaskDecoder.decode(
                            queue.task(task.getTaskId()), task.getTask().toByteArray()),
                    task.getResponseView()));
        }
        return new BatchCreate(created);
    }

    private static QueueName queue(StoredCreatedTask task, @Nullable QueueName previous) throws StoredValueException {
        if (task.hasQueue()) {
            return new QueueName(
                    decode(task.getQueue().getLocation()), task.getQueue().getQueueId());
        }
        if (previous == null) {
            throw new StoredValueException("the queue of the first created task is missing");
        }
        return previous;
    }

    private static StoredLocationName encode(LocationName location) {
        return StoredLocationName.newBuilder()
                .setProject(location.project())
                .setLocationId(location.locationId())
                .build();
    }

    private static LocationName decode(StoredLocationName message) {
        return new LocationName(message.getProject(), message.getLocationId());
    }

    private static StoredFailure encode(Failure failure) {
        return StoredFailure.newBuilder()
                .setCode(failure.code())
                .setMessage(failure.message())
                .build();
    }

    private static Failure decode(StoredFailure message) {
        return new Failure(message.getCode(), message.getMessage());
    }

    private static StoredOperationState encode(Operation.State state) {
        return switch (state) {
            case SUCCEEDED -> StoredOperationState.OPERATION_STATE_SUCCEEDED;
            case PARTIALLY_SUCCEEDED -> StoredOperationState.OPERATION_STATE_PARTIALLY_SUCCEEDED;
            case FAILED -> StoredOperationState.OPERATION_STATE_FAILED;
        };
    }

    private static Operation.State decode(StoredOperationState state) throws StoredValueException {
        return switch (state) {
            case OPERATION_STATE_SUCCEEDED -> Operation.State.SUCCEEDED;
            case OPERATION_STATE_PARTIALLY_SUCCEEDED -> Operation.State.PARTIALLY_SUCCEEDED;
            case OPERATION_STATE_FAILED -> Operation.State.FAILED;
            case OPERATION_STATE_UNSPECIFIED, UNRECOGNIZED ->
                throw new StoredValueException("the state is missing or unknown");
        };
    }
}
