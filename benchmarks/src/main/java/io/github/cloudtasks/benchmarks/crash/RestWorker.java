package io.github.cloudtasks.benchmarks.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.StatusRuntimeException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Creates and deletes push tasks over REST: one by one, and in batches. */
final class RestWorker extends Worker {
    private static final int BATCH = 10;

    private final List<QueueRecord> queues;
    private final CrashTarget target;

    RestWorker(History history, Session session, Random random, List<QueueRecord> queues, CrashTarget target) {
        super(history, session, random);
        this.queues = queues;
        this.target = target;
    }

    @Override
    void step() throws InterruptedException {
        QueueRecord queue = queues.get(random.nextInt(queues.size()));
        int kind = random.nextInt(10);
        if (kind >= 7) {
            batchDelete(queue);
        } else if (kind >= 5) {
            delete(queue);
        } else if (queue.size() < MOST_TASKS) {
            if (kind >= 3) {
                batchCreate(queue);
            } else {
                create(queue);
            }
        }
    }

    private static String path(QueueRecord queue, String end) {
        return "/v2beta3/" + queue.name() + "/tasks" + end;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode request(TaskRecord task) {
        ObjectNode request = object();
        ObjectNode created = request.put("parent", task.queue().name()).putObject("task");
        if (task.isNamed()) {
            created.put("name", task.name());
        }
        Timestamp scheduled = PushWorker.scheduleTime(random);
        if (scheduled.getSeconds() > 0) {
            created.put("scheduleTime", Timestamps.toString(scheduled));
        }
        created.putObject("httpRequest").put("url", target.url(task));
        return request;
    }

    private void create(QueueRecord queue) throws InterruptedException {
        TaskRecord task = history.addTask(queue, random.nextBoolean());
        noteCreated(task, session.rest("CreateTask", "POST", path(queue, ""), request(task)));
        changed();
    }

    private static void noteCreated(TaskRecord task, JsonNode answer) {
        try {
            Timestamp scheduled = Timestamps.parse(answer.path("scheduleTime").asText());
            task.created(answer.path("name").asText(), scheduled);
        } catch (ParseException e) {
            throw new IllegalStateException("a task has no schedule time: " + answer, e);
        }
    }

    /** The tasks of an operation are in the order of the requests. */
    private void batchCreate(QueueRecord queue) throws InterruptedException {
        List<TaskRecord> tasks = new ArrayList<>();
        ObjectNode batch = object();
        ArrayNode requests = batch.putArray("requests");
        for (int i = 1 + random.nextInt(BATCH); i > 0; i--) {
            TaskRecord task = history.addTask(queue, random.nextBoolean());
            tasks.add(task);
            requests.add(request(task));
        }
        JsonNode operation = session.rest("BatchCreateTasks", "POST", path(queue, ":batchCreate"), batch);
        JsonNode created = operation.path("response").path("tasks");
        if (created.size() != tasks.size()) {
            violation(Guarantee.CALLS_SUCCEED, "BatchCreateTasks has not created all tasks: " + operation);
            return;
        }
        for (int i = 0; i < created.size(); i++) {
            noteCreated(tasks.get(i), created.get(i));
        }
        history.addOperation(operation.path("name").asText());
        changed();
    }

    private void delete(QueueRecord queue) throws InterruptedException {
        TaskRecord task = queue.pick(random);
        if (task == null) {
            return;
        }
        task.removalRequested();
        try {
            JsonNode unused = session.rest("DeleteTask", "DELETE", "/v2/" + task.name(), object());
            task.gone(process(), "DeleteTask was answered");
            history.addEnd(task, "DELETED");
            changed();
        } catch (StatusRuntimeException e) {
            requireMayBeMissing(task, 1, e, "DeleteTask");
        }
    }

    private void batchDelete(QueueRecord queue) throws InterruptedException {
        List<TaskRecord> tasks = new ArrayList<>();
        ObjectNode batch = object();
        ArrayNode names = batch.putArray("names");
        for (int i = 1 + random.nextInt(BATCH); i > 0; i--) {
            TaskRecord task = queue.pick(random);
            if (task != null && !tasks.contains(task)) {
                tasks.add(task);
                names.add(task.name());
            }
        }
        if (tasks.isEmpty()) {
            return;
        }
        tasks.forEach(TaskRecord::removalRequested);
        JsonNode operation = session.rest("BatchDeleteTasks", "POST", path(queue, ":batchDelete"), batch);
        JsonNode failed = operation.path("metadata").path("failedRequests");
        for (int i = 0; i < tasks.size(); i++) {
            JsonNode failure = failed.path(Integer.toString(i));
            if (failure.isMissingNode()) {
                tasks.get(i).gone(process(), "BatchDeleteTasks was answered");
                history.addEnd(tasks.get(i), "DELETED");
            } else {
                requireMayBeMissing(tasks.get(i), 1, Session.failure(failure), "BatchDeleteTasks");
            }
        }
        history.addOperation(operation.path("name").asText());
        changed();
    }
}
