package io.github.cloudtasks.storage;

import io.github.cloudtasks.journal.Change;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The values of the data directories among the test resources. They never change: new formats add values. */
final class StoredDirectory {
    /** The time at which the directories are written and read. */
    static final Instant NOW = Instant.parse("2026-11-01T09:00:00Z");

    private static final Instant BLOCKED_UNTIL = NOW.plusSeconds(3600);
    private static final QueueName PULL = QueueName.of("example-project", "us-central1", "inbox");
    private static final QueueName DELETED = QueueName.of("example-project", "us-central1", "deleted");
    private static final LocationName LOCATION = Examples.QUEUE.location();
    private static final String KEY = LOCATION + "/keyRings/r/cryptoKeys/k";

    private StoredDirectory() {}

    /** Writes the values that all formats have. */
    static void write(StateStore store) {
        store.append(new Change.QueueStored(Examples.pushQueue()));
        store.append(new Change.PolicyStored(Examples.QUEUE, Examples.policy()));
        store.append(new Change.QueueStored(renamed(Examples.pullQueue(), PULL)));
        store.append(new Change.QueueStored(renamed(Examples.pullQueue(), DELETED)));
        store.append(new Change.QueueRemoved(DELETED, BLOCKED_UNTIL));
        for (Task task : tasks()) {
            store.append(new Change.TaskStored(task, true));
        }
        Task removed = moved(Examples.httpTask(), Examples.QUEUE, 4);
        store.append(new Change.TaskStored(removed, true));
        store.append(new Change.TaskRemoved(removed, BLOCKED_UNTIL));
        store.append(new Change.KeyStored(LOCATION, KEY));
        store.append(new Change.OperationStored(Examples.batchCreate()));
        store.append(new Change.OperationStored(Examples.batchDelete()));
    }

    /** Writes the values that formats have since {@link Schema#FORMAT_WITH_HISTORY}. */
    static void writeHistory(StateStore store) {
        for (FinishedTask task : history()) {
            store.append(new HistoryChange.TaskKept(task.number(), () -> task));
        }
    }

    static List<FinishedTask> history() {
        return List.of(Examples.finishedHttpTask(), Examples.finishedAppEngineTask(), Examples.finishedPullTask());
    }

    /** Returns what a loader of the state receives, in its order. */
    static List<Object> expected() {
        List<Task> tasks = tasks();
        return List.of(
                blocked(DELETED, BLOCKED_UNTIL),
                List.of("key", LOCATION, KEY),
                Examples.batchCreate(),
                Examples.batchDelete(),
                Examples.pushQueue(),
                Examples.policy(),
                blocked(Examples.httpTask().id(), true, BLOCKED_UNTIL),
                tasks.get(0),
                tasks.get(1),
                renamed(Examples.pullQueue(), PULL),
                tasks.get(2),
                tasks.get(3));
    }

    /** Returns two push tasks, a pull task and a leased one. */
    private static List<Task> tasks() {
        Attempt lease = new Attempt(NOW, NOW, null, null);
        Task leased = new Task(
                PULL.task("leased"),
                2,
                Examples.pullTask().payload(),
                NOW,
                NOW.plusSeconds(600),
                null,
                null,
                1,
                0,
                lease,
                lease,
                false);
        return List.of(
                moved(Examples.typicalTask(), Examples.QUEUE, 1),
                moved(Examples.appEngineTask(), Examples.QUEUE, 2),
                moved(Examples.pullTask(), PULL, 1),
                leased);
    }

    private static Task moved(Task task, QueueName queue, long serial) {
        return new Task(
                queue.task(task.id()),
                serial,
                task.payload(),
                task.createTime(),
                task.scheduleTime(),
                task.dispatchDeadline(),
                task.retryConfig(),
                task.dispatchCount(),
                task.responseCount(),
                task.firstAttempt(),
                task.lastAttempt(),
                task.idIsGenerated());
    }

    private static Queue renamed(Queue queue, QueueName name) {
        return new Queue(
                name,
                queue.target(),
                queue.rateLimits(),
                queue.retryConfig(),
                queue.state(),
                queue.purgeTime(),
                queue.taskTtl(),
                queue.tombstoneTtl(),
                queue.samplingRatio());
    }

    private static Object blocked(QueueName name, Instant until) {
        return List.of("blocked queue", name, until);
    }

    private static Object blocked(String id, boolean idIsGenerated, Instant until) {
        return List.of("blocked task", id, idIsGenerated, until);
    }

    /** Lists what it receives. */
    static final class Loaded implements StateLoader {
        private final List<Object> values = new ArrayList<>();

        List<Object> values() {
            return values;
        }

        @Override
        public void queue(Queue queue) {
            values.add(queue);
        }

        @Override
        public void policy(Policy policy) {
            values.add(policy);
        }

        @Override
        public void task(Task task) {
            values.add(task);
        }

        @Override
        public void blockedTask(String id, boolean idIsGenerated, Instant until) {
            values.add(blocked(id, idIsGenerated, until));
        }

        @Override
        public void blockedQueue(QueueName name, Instant until) {
            values.add(blocked(name, until));
        }

        @Override
        public void key(LocationName location, String key) {
            values.add(List.of("key", location, key));
        }

        @Override
        public void operation(Operation operation) {
            values.add(operation);
        }
    }
}
