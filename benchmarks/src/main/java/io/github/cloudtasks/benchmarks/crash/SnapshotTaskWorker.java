package io.github.cloudtasks.benchmarks.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.DeleteTaskRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * Creates and deletes tasks of one paused queue while another client saves and restores snapshots: one by one over
 * gRPC, and in batches over REST. It is the only client that changes tasks of the queue.
 */
final class SnapshotTaskWorker extends Worker {
    private static final String URL = "http://127.0.0.1/";
    private static final int BATCH = 100;
    /** A queue with fewer tasks is filled in batches, so that snapshots take a time in which kills hit them. */
    private static final int FEW_TASKS = 400;

    private static final int BODY_BYTES = 1000;
    /** No task becomes due during the run. */
    private static final long EARLIEST_SECONDS = 86_400;

    private static final int LATER_SECONDS = 86_400;

    private final SnapshotModel model;
    private final String queue;
    private final byte[] body = new byte[BODY_BYTES];
    private int named;

    SnapshotTaskWorker(History history, Session session, Random random, SnapshotModel model, String queue) {
        super(history, session, random);
        this.model = model;
        this.queue = queue;
        random.nextBytes(body);
    }

    @Override
    void step() throws InterruptedException {
        int tasks = model.taskCount(queue);
        int kind = random.nextInt(100);
        if (tasks < FEW_TASKS || (kind < 10 && tasks < MOST_TASKS)) {
            batchCreate();
            return;
        }
        if (kind < 55 && tasks < MOST_TASKS) {
            create();
            return;
        }
        String task = model.pickTask(queue, random);
        if (task != null) {
            delete(task);
        }
    }

    private String nextName() {
        return queue + "/tasks/task-" + process() + "-" + named++;
    }

    private Timestamp scheduleTime() {
        return Timestamps.fromSeconds(
                System.currentTimeMillis() / 1000 + EARLIEST_SECONDS + random.nextInt(LATER_SECONDS));
    }

    private void create() {
        String name = nextName();
        Timestamp scheduled = scheduleTime();
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queue)
                .setTask(Task.newBuilder()
                        .setName(name)
                        .setScheduleTime(scheduled)
                        .setHttpRequest(HttpRequest.newBuilder().setUrl(URL).setBody(ByteString.copyFrom(body))))
                .build();
        SnapshotModel.Change change = model.changing(name, Timestamps.toString(scheduled), queue);
        try {
            Task unused = session.call("v2", "CreateTask", request, Task.getDefaultInstance());
            model.changed(change);
        } catch (StatusRuntimeException e) {
            requireMayNotFind(change, e, "CreateTask of " + name);
        }
    }

    private void batchCreate() throws InterruptedException {
        List<SnapshotModel.Change> changes = new ArrayList<>();
        ObjectNode batch = JsonNodeFactory.instance.objectNode();
        ArrayNode requests = batch.putArray("requests");
        for (int i = 1 + random.nextInt(BATCH); i > 0; i--) {
            String name = nextName();
            String scheduled = Timestamps.toString(scheduleTime());
            requests.addObject()
                    .put("parent", queue)
                    .putObject("task")
                    .put("name", name)
                    .put("scheduleTime", scheduled)
                    .putObject("httpRequest")
                    .put("url", URL)
                    .put("body", Base64.getEncoder().encodeToString(body));
            changes.add(model.changing(name, scheduled, queue));
        }
        try {
            JsonNode operation =
                    session.rest("BatchCreateTasks", "POST", "/v2beta3/" + queue + "/tasks:batchCreate", batch);
            JsonNode failed = operation.path("metadata").path("failedRequests");
            for (int i = 0; i < changes.size(); i++) {
                JsonNode failure = failed.path(Integer.toString(i));
                if (failure.isMissingNode()) {
                    model.changed(changes.get(i));
                } else {
                    requireMayNotFind(changes.get(i), Session.failure(failure), "BatchCreateTasks");
                }
            }
        } catch (StatusRuntimeException e) {
            changes.forEach(change -> requireMayNotFind(change, e, "BatchCreateTasks"));
        }
    }

    private void delete(String name) {
        DeleteTaskRequest request = DeleteTaskRequest.newBuilder().setName(name).build();
        SnapshotModel.Change change = model.changing(name, PossibleState.ABSENT, name);
        try {
            Empty unused = session.call("v2", "DeleteTask", request, Empty.getDefaultInstance());
            model.changed(change);
        } catch (StatusRuntimeException e) {
            requireMayNotFind(change, e, "DeleteTask of " + name);
        }
    }

    private void requireMayNotFind(SnapshotModel.Change change, StatusRuntimeException failure, String call) {
        if (failure.getStatus().getCode() != Status.Code.NOT_FOUND) {
            throw failure;
        }
        if (!model.notFound(change)) {
            violation(Guarantee.RESTORES_WHOLE, call + " was answered with " + failure.getMessage());
        }
    }
}
