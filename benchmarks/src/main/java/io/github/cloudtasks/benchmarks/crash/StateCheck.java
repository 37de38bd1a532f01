package io.github.cloudtasks.benchmarks.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.GetQueueRequest;
import com.google.cloud.tasks.v2.GetTaskRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.ListTasksRequest;
import com.google.cloud.tasks.v2.ListTasksResponse;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.Task;
import com.google.cloud.tasks.v2beta2.PullMessage;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares the state of a process that was started after a kill with the history. Used by one thread. */
final class StateCheck {
    private static final int PAGE = 1000;
    private static final int NAMES = 30;

    private final History history;
    private final Session session;
    private final Random random;
    /** The time at which the last process was killed, in nanoseconds since 1970. */
    private final long killed;

    private int checkedTasks;

    StateCheck(History history, Session session, Random random, long killed) {
        this.history = history;
        this.session = session;
        this.random = random;
        this.killed = killed;
    }

    /** Checks everything that is known, while no other client makes calls. Returns the number of checked tasks. */
    int run() throws InterruptedException {
        List<TaskRecord> gone = new ArrayList<>();
        for (QueueRecord queue : history.queues()) {
            boolean hadExisted = queue.hasExisted();
            checkQueue(queue);
            if (queue.settings().get() != null) {
                checkTasks(queue, gone);
            } else {
                queue.tasks().forEach(task -> task.gone(session.process() - 1, "its queue is gone"));
                if (hadExisted) {
                    checkQueueNameBlocked(queue);
                }
                history.queues().remove(queue);
            }
            queue.restarted();
        }
        gone.removeIf(task -> !task.isNamed() || !task.existed());
        checkNames(gone);
        checkOperations();
        checkEnds();
        return checkedTasks;
    }

    private void checkQueue(QueueRecord queue) {
        String expected = "settings " + queue.settings() + ", paused " + queue.paused() + ", policy " + queue.policy();
        boolean possible;
        String found;
        if (!queue.isPush()) {
            com.google.cloud.tasks.v2beta2.Queue pull = get(
                    "v2beta2",
                    "GetQueue",
                    com.google.cloud.tasks.v2beta2.GetQueueRequest.newBuilder()
                            .setName(queue.name())
                            .build(),
                    com.google.cloud.tasks.v2beta2.Queue.getDefaultInstance());
            possible = queue.settings().observe(pull == null ? null : 0);
            found = String.valueOf(pull);
        } else {
            Queue push = get(
                    "v2",
                    "GetQueue",
                    GetQueueRequest.newBuilder().setName(queue.name()).build(),
                    Queue.getDefaultInstance());
            possible = queue.settings().observe(push == null ? null : QueueSettings.version(push));
            found = String.valueOf(push);
            if (push != null) {
                possible &= queue.paused().observe(push.getState() == Queue.State.PAUSED);
                Policy policy = session.call(
                        "v2",
                        "GetIamPolicy",
                        GetIamPolicyRequest.newBuilder()
                                .setResource(queue.name())
                                .build(),
                        Policy.getDefaultInstance());
                possible &= queue.policy()
                        .observe(
                                policy.getBindingsCount() == 0
                                        ? ""
                                        : policy.getBindings(0).getMembers(0));
                found += policy;
            }
        }
        if (queue.settings().get() != null) {
            queue.existed();
        }
        if (!possible) {
            violation(Guarantee.QUEUES_KEPT, queue.name() + " is not as expected (" + expected + "): " + found);
        }
    }

    private void checkTasks(QueueRecord queue, List<TaskRecord> gone) {
        Set<TaskRecord> listed = queue.isPush() ? listPush(queue) : listPull(queue);
        for (TaskRecord task : queue.tasks()) {
            checkedTasks++;
            if (listed.contains(task) || isStillThere(task)) {
                continue;
            }
            if (task.existed() && !task.mayBeMissing(0)) {
                violation(Guarantee.TASKS_KEPT, "lost: " + task);
            }
            // A task that this process has delivered is missing, although its removal may not be stored yet.
            if (!task.isDeliveredBy(session.process())) {
                task.gone(session.process() - 1, "it was missing after a restart");
                gone.add(task);
            }
        }
        queue.sweep();
    }

    /** Returns whether a task exists that is not listed. */
    private boolean isStillThere(TaskRecord task) {
        if (!task.existed()
                || task.mayBeMissing(0)
                || task.name().isEmpty()
                || !task.queue().isPush()) {
            return false;
        }
        return get(
                        "v2",
                        "GetTask",
                        GetTaskRequest.newBuilder().setName(task.name()).build(),
                        Task.getDefaultInstance())
                != null;
    }

    private Set<TaskRecord> listPush(QueueRecord queue) {
        Set<TaskRecord> listed = new HashSet<>();
        String token = "";
        do {
            ListTasksRequest request = ListTasksRequest.newBuilder()
                    .setParent(queue.name())
                    .setPageSize(PAGE)
                    .setPageToken(token)
                    .build();
            ListTasksResponse page = session.call("v2", "ListTasks", request, ListTasksResponse.getDefaultInstance());
            for (Task task : page.getTasksList()) {
                String url = task.getHttpRequest().getUrl();
                TaskRecord found = history.task(Integer.parseInt(url.substring(url.lastIndexOf('/') + 1)));
                if (found == null) {
                    violation(Guarantee.REMOVED_TASKS_GONE, "an unknown task is listed: " + task);
                    continue;
                }
                found.listed(
                        session.process(),
                        task.getName(),
                        task.getScheduleTime(),
                        task.getDispatchCount(),
                        killed,
                        history.violations());
                listed.add(found);
            }
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return listed;
    }

    private Set<TaskRecord> listPull(QueueRecord queue) {
        Set<TaskRecord> listed = new HashSet<>();
        String token = "";
        do {
            com.google.cloud.tasks.v2beta2.ListTasksRequest request =
                    com.google.cloud.tasks.v2beta2.ListTasksRequest.newBuilder()
                            .setParent(queue.name())
                            .setPageSize(PAGE)
                            .setPageToken(token)
                            .setResponseView(com.google.cloud.tasks.v2beta2.Task.View.FULL)
                            .build();
            com.google.cloud.tasks.v2beta2.ListTasksResponse page = session.call(
                    "v2beta2",
                    "ListTasks",
                    request,
                    com.google.cloud.tasks.v2beta2.ListTasksResponse.getDefaultInstance());
            for (com.google.cloud.tasks.v2beta2.Task task : page.getTasksList()) {
                TaskRecord found = PullWorker.recordOf(history, task);
                if (found == null) {
                    violation(Guarantee.REMOVED_TASKS_GONE, "an unknown task is listed: " + task);
                    continue;
                }
                found.listed(
                        session.process(),
                        task.getName(),
                        task.getScheduleTime(),
                        task.getStatus().getAttemptDispatchCount(),
                        killed,
                        history.violations());
                listed.add(found);
            }
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return listed;
    }

    private <Q extends Message, R extends Message> @Nullable R get(
            String version, String method, Q request, R prototype) {
        try {
            return session.call(version, method, request, prototype);
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    /** Checks that the names of some removed tasks are blocked. */
    void checkNames(List<TaskRecord> removed) {
        for (int i = 0; i < NAMES && !removed.isEmpty(); i++) {
            TaskRecord task = removed.remove(random.nextInt(removed.size()));
            try {
                recreate(task);
                violation(Guarantee.NAMES_BLOCKED, "the name can be used again: " + task);
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                    violation(Guarantee.NAMES_BLOCKED, e.getMessage() + ": " + task);
                }
            }
        }
    }

    private void recreate(TaskRecord task) {
        if (task.queue().isPush()) {
            CreateTaskRequest request = CreateTaskRequest.newBuilder()
                    .setParent(task.queue().name())
                    .setTask(Task.newBuilder()
                            .setName(task.name())
                            .setScheduleTime(Timestamps.fromMillis(System.currentTimeMillis() + 3_600_000))
                            .setHttpRequest(HttpRequest.newBuilder().setUrl("http://127.0.0.1/" + task.number())))
                    .build();
            Task unused = session.call("v2", "CreateTask", request, Task.getDefaultInstance());
            return;
        }
        com.google.cloud.tasks.v2beta2.CreateTaskRequest request =
                com.google.cloud.tasks.v2beta2.CreateTaskRequest.newBuilder()
                        .setParent(task.queue().name())
                        .setTask(com.google.cloud.tasks.v2beta2.Task.newBuilder()
                                .setName(task.name())
                                .setPullMessage(PullMessage.getDefaultInstance()))
                        .build();
        com.google.cloud.tasks.v2beta2.Task unused = session.call(
                "v2beta2", "CreateTask", request, com.google.cloud.tasks.v2beta2.Task.getDefaultInstance());
    }

    private void checkQueueNameBlocked(QueueRecord queue) {
        try {
            CreateQueueRequest request = CreateQueueRequest.newBuilder()
                    .setParent(CloudTasksClient.LOCATION)
                    .setQueue(Queue.newBuilder().setName(queue.name()))
                    .build();
            Queue unused = session.call("v2", "CreateQueue", request, Queue.getDefaultInstance());
            violation(Guarantee.NAMES_BLOCKED, "the name of a deleted queue can be used again: " + queue.name());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.FAILED_PRECONDITION) {
                violation(Guarantee.NAMES_BLOCKED, e.getMessage() + ": " + queue.name());
            }
        }
    }

    private void checkOperations() throws InterruptedException {
        for (String operation : history.operations()) {
            try {
                JsonNode found = session.rest(
                        "GetOperation", "GET", "/v2beta3/" + operation, JsonNodeFactory.instance.objectNode());
                if (!found.path("done").asBoolean()) {
                    violation(Guarantee.OPERATIONS_KEPT, operation + " is not done: " + found);
                }
            } catch (StatusRuntimeException e) {
                violation(Guarantee.OPERATIONS_KEPT, operation + ": " + e.getMessage());
            }
        }
    }

    /** Checks that the tasks which were removed last are shown. */
    private void checkEnds() throws InterruptedException {
        for (Map.Entry<String, String> end : history.ends()) {
            String task = end.getKey();
            try {
                JsonNode found = session.rest(
                        "ended task", "GET", "/emulator/v1/" + task, JsonNodeFactory.instance.objectNode());
                String reason = found.path("end").path("reason").asText();
                if (!reason.equals(end.getValue())) {
                    violation(Guarantee.ENDS_KEPT, task + " has the reason '" + reason + "', not " + end.getValue());
                }
            } catch (StatusRuntimeException e) {
                violation(Guarantee.ENDS_KEPT, task + ": " + e.getMessage());
            }
        }
    }

    private void violation(Guarantee guarantee, String detail) {
        history.violations().add(guarantee, "after the start of process " + session.process() + ": " + detail);
    }
}
