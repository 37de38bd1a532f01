package io.github.cloudtasks.benchmarks.crash;

import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.DeleteQueueRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.PauseQueueRequest;
import com.google.cloud.tasks.v2.PurgeQueueRequest;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.ResumeQueueRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.cloud.tasks.v2.UpdateQueueRequest;
import com.google.cloud.tasks.v2beta2.PullTarget;
import com.google.iam.v1.Binding;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.protobuf.Empty;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Changes, pauses, resumes and purges queues, and creates and deletes others. It is the only client that changes
 * queues.
 */
final class QueueWorker extends Worker {
    private static final String TEMPORARY = "temporary";
    private static final String ROLE = "roles/cloudtasks.viewer";
    private static final int MOST_TEMPORARY = 8;
    private static final int MOST_TASKS_EACH = 20;
    private static final long LATER_MILLIS = 3_600_000;

    private final CrashTarget target;

    QueueWorker(History history, Session session, Random random, CrashTarget target) {
        super(history, session, random);
        this.target = target;
    }

    @Override
    void step() {
        List<QueueRecord> queues = new ArrayList<>(history.queues());
        queues.removeIf(queue -> queue.settings().get() == null);
        List<QueueRecord> push = queues.stream().filter(QueueRecord::isPush).toList();
        List<QueueRecord> temporary =
                push.stream().filter(QueueWorker::isTemporary).toList();
        QueueRecord queue = pick(push);
        int kind = random.nextInt(1000);
        if (kind < 2) {
            purge(pick(queues));
        } else if (kind < 300) {
            update(queue);
        } else if (kind < 500) {
            pauseOrResume(queue);
        } else if (kind < 700) {
            setPolicy(queue);
        } else if (kind < 750 && temporary.size() < MOST_TEMPORARY) {
            createPush(history.addQueue(TEMPORARY, true));
        } else if (!temporary.isEmpty()) {
            QueueRecord chosen = pick(temporary);
            if (kind < 950) {
                createTask(chosen);
            } else if (kind < 970) {
                purge(chosen);
            } else {
                delete(chosen);
            }
        }
    }

    private QueueRecord pick(List<QueueRecord> queues) {
        return queues.get(random.nextInt(queues.size()));
    }

    private static boolean isTemporary(QueueRecord queue) {
        return queue.name().contains(TEMPORARY);
    }

    /** Creates a push queue with the first version of its settings. */
    void createPush(QueueRecord queue) {
        queue.settings().request(0);
        CreateQueueRequest request = CreateQueueRequest.newBuilder()
                .setParent(CloudTasksClient.LOCATION)
                .setQueue(QueueSettings.queue(queue.name(), 0))
                .build();
        Queue unused = session.call("v2", "CreateQueue", request, Queue.getDefaultInstance());
        queue.settings().confirm();
        queue.existed();
    }

    /** Creates a pull queue. */
    void createPull(QueueRecord queue) {
        queue.settings().request(0);
        com.google.cloud.tasks.v2beta2.CreateQueueRequest request =
                com.google.cloud.tasks.v2beta2.CreateQueueRequest.newBuilder()
                        .setParent(CloudTasksClient.LOCATION)
                        .setQueue(com.google.cloud.tasks.v2beta2.Queue.newBuilder()
                                .setName(queue.name())
                                .setPullTarget(PullTarget.getDefaultInstance())
                                .setRetryConfig(com.google.cloud.tasks.v2beta2.RetryConfig.newBuilder()
                                        .setUnlimitedAttempts(true)))
                        .build();
        com.google.cloud.tasks.v2beta2.Queue unused = session.call(
                "v2beta2", "CreateQueue", request, com.google.cloud.tasks.v2beta2.Queue.getDefaultInstance());
        queue.settings().confirm();
        queue.existed();
    }

    private void update(QueueRecord queue) {
        Integer version = queue.settings().get();
        int next = version == null ? 0 : version + 1;
        queue.settings().request(next);
        UpdateQueueRequest request = UpdateQueueRequest.newBuilder()
                .setQueue(QueueSettings.queue(queue.name(), next))
                .setUpdateMask(QueueSettings.MASK)
                .build();
        Queue unused = session.call("v2", "UpdateQueue", request, Queue.getDefaultInstance());
        queue.settings().confirm();
    }

    private void pauseOrResume(QueueRecord queue) {
        // Temporary queues are paused as often as not, the others seldom, so that tasks are delivered.
        boolean pauses = !Boolean.TRUE.equals(queue.paused().get()) && (isTemporary(queue) || random.nextInt(8) == 0);
        queue.paused().request(pauses);
        if (pauses) {
            Queue unused = session.call(
                    "v2",
                    "PauseQueue",
                    PauseQueueRequest.newBuilder().setName(queue.name()).build(),
                    Queue.getDefaultInstance());
        } else {
            resume(queue);
        }
        queue.paused().confirm();
    }

    /** Calls ResumeQueue. */
    void resume(QueueRecord queue) {
        Queue unused = session.call(
                "v2",
                "ResumeQueue",
                ResumeQueueRequest.newBuilder().setName(queue.name()).build(),
                Queue.getDefaultInstance());
    }

    private void setPolicy(QueueRecord queue) {
        String member = "user:user-" + random.nextInt(1_000_000) + "@example.com";
        queue.policy().request(member);
        SetIamPolicyRequest request = SetIamPolicyRequest.newBuilder()
                .setResource(queue.name())
                .setPolicy(Policy.newBuilder()
                        .addBindings(Binding.newBuilder().setRole(ROLE).addMembers(member)))
                .build();
        Policy unused = session.call("v2", "SetIamPolicy", request, Policy.getDefaultInstance());
        queue.policy().confirm();
    }

    private void createTask(QueueRecord queue) {
        if (queue.size() >= MOST_TASKS_EACH) {
            return;
        }
        TaskRecord task = history.addTask(queue, random.nextBoolean());
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queue.name())
                .setTask(Task.newBuilder()
                        .setName(task.name())
                        .setScheduleTime(Timestamps.fromMillis(System.currentTimeMillis() + LATER_MILLIS))
                        .setHttpRequest(HttpRequest.newBuilder().setUrl(target.url(task))))
                .build();
        Task answer = session.call("v2", "CreateTask", request, Task.getDefaultInstance());
        task.created(answer.getName(), answer.getScheduleTime());
    }

    private void purge(QueueRecord queue) {
        long requested = queue.removalRequested();
        if (queue.isPush()) {
            Queue unused = session.call(
                    "v2",
                    "PurgeQueue",
                    PurgeQueueRequest.newBuilder().setName(queue.name()).build(),
                    Queue.getDefaultInstance());
        } else {
            com.google.cloud.tasks.v2beta2.Queue unused = session.call(
                    "v2beta2",
                    "PurgeQueue",
                    com.google.cloud.tasks.v2beta2.PurgeQueueRequest.newBuilder()
                            .setName(queue.name())
                            .build(),
                    com.google.cloud.tasks.v2beta2.Queue.getDefaultInstance());
        }
        queue.removed(requested, process(), "PurgeQueue was answered");
    }

    private void delete(QueueRecord queue) {
        long requested = queue.removalRequested();
        queue.settings().request(null);
        Empty unused = session.call(
                "v2",
                "DeleteQueue",
                DeleteQueueRequest.newBuilder().setName(queue.name()).build(),
                Empty.getDefaultInstance());
        queue.settings().confirm();
        queue.removed(requested, process(), "DeleteQueue was answered");
    }
}
