package io.github.cloudtasks.benchmarks.crash;

import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.DeleteTaskRequest;
import com.google.cloud.tasks.v2.GetTaskRequest;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.RunTaskRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Random;

/** Creates, runs, reads and deletes push tasks over gRPC in v2. */
final class PushWorker extends Worker {
    private static final int SOON_MILLIS = 3000;
    private static final long LATER_MILLIS = 3_600_000;

    private final List<QueueRecord> queues;
    private final CrashTarget target;

    PushWorker(History history, Session session, Random random, List<QueueRecord> queues, CrashTarget target) {
        super(history, session, random);
        this.queues = queues;
        this.target = target;
    }

    @Override
    void step() {
        QueueRecord queue = queues.get(random.nextInt(queues.size()));
        int kind = random.nextInt(100);
        if (kind < 50 && queue.size() < MOST_TASKS) {
            create(queue);
            return;
        }
        TaskRecord task = queue.pick(random);
        if (task == null) {
            return;
        }
        if (kind < 75) {
            delete(task);
        } else if (kind < 85) {
            run(task);
        } else {
            get(task);
        }
    }

    private void create(QueueRecord queue) {
        TaskRecord task = history.addTask(queue, random.nextBoolean());
        Task.Builder created = Task.newBuilder()
                .setName(task.name())
                .setHttpRequest(HttpRequest.newBuilder().setUrl(target.url(task)));
        Timestamp scheduled = scheduleTime(random);
        if (scheduled.getSeconds() > 0) {
            created.setScheduleTime(scheduled);
        }
        CreateTaskRequest request = CreateTaskRequest.newBuilder()
                .setParent(queue.name())
                .setTask(created)
                .build();
        Task answer = session.call("v2", "CreateTask", request, Task.getDefaultInstance());
        task.created(answer.getName(), answer.getScheduleTime());
        changed();
    }

    /** Returns a time in the next seconds or in an hour, or 1970 for a task that is due at once. */
    static Timestamp scheduleTime(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Timestamps.fromMillis(System.currentTimeMillis() + random.nextInt(SOON_MILLIS));
            case 1, 2 -> Timestamps.fromMillis(System.currentTimeMillis() + LATER_MILLIS + random.nextInt(SOON_MILLIS));
            default -> Timestamp.getDefaultInstance();
        };
    }

    private void delete(TaskRecord task) {
        task.removalRequested();
        try {
            Empty unused = session.call(
                    "v2",
                    "DeleteTask",
                    DeleteTaskRequest.newBuilder().setName(task.name()).build(),
                    Empty.getDefaultInstance());
            task.gone(process(), "DeleteTask was answered");
            history.addEnd(task, "DELETED");
            changed();
        } catch (StatusRuntimeException e) {
            requireMayBeMissing(task, 1, e, "DeleteTask");
        }
    }

    private void run(TaskRecord task) {
        task.running();
        try {
            Task unused = session.call(
                    "v2",
                    "RunTask",
                    RunTaskRequest.newBuilder().setName(task.name()).build(),
                    Task.getDefaultInstance());
            changed();
        } catch (StatusRuntimeException e) {
            requireMayBeMissing(task, 0, e, "RunTask");
        }
    }

    private void get(TaskRecord task) {
        try {
            Task unused = session.call(
                    "v2",
                    "GetTask",
                    GetTaskRequest.newBuilder().setName(task.name()).build(),
                    Task.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            requireMayBeMissing(task, 0, e, "GetTask");
            if (task.isDeliveredBy(process())) {
                missing(task);
            }
        }
    }
}
