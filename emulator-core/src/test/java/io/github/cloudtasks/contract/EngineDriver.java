package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.CloudTasks.UploadedQueue;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The engine itself, with no door in between. */
record EngineDriver(CloudTasks engine, Dialect dialect) implements ServiceDriver {

    @Override
    public @Nullable String methodName(String rpc) {
        return null;
    }

    @Override
    public Page<Queue> listQueues(String parent, int pageSize, String pageToken) {
        return engine.listQueues(parent, queue -> true, "", pageSize, pageToken);
    }

    @Override
    public Queue getQueue(String name) {
        return engine.getQueue(name);
    }

    @Override
    public QueueStats queueStats(String name) {
        return Objects.requireNonNull(engine.stats(engine.getQueue(name)), "the queue is gone");
    }

    @Override
    public Queue createQueue(String parent, String name, NewQueue settings) {
        return engine.createQueue(parent, name, settings);
    }

    @Override
    public Queue updateQueue(String name, NewQueue settings) {
        return engine.updateQueue(name, current -> {
            engine.checkQueue(settings);
            return settings;
        });
    }

    @Override
    public void deleteQueue(String name) {
        engine.deleteQueue(name);
    }

    @Override
    public Queue purgeQueue(String name) {
        return engine.purgeQueue(name);
    }

    @Override
    public Queue pauseQueue(String name) {
        return engine.pauseQueue(name);
    }

    @Override
    public Queue resumeQueue(String name) {
        return engine.resumeQueue(name);
    }

    @Override
    public void uploadQueues(String project, Map<String, UploadedQueue> queues, boolean resumePaused) {
        engine.uploadQueues(project, queues, resumePaused);
    }

    @Override
    public Policy getIamPolicy(String resource, int requestedVersion) {
        return engine.getIamPolicy(resource, requestedVersion);
    }

    @Override
    public Policy setIamPolicy(String resource, Policy policy) {
        return engine.setIamPolicy(resource, policy);
    }

    @Override
    public List<String> testIamPermissions(String resource, List<String> permissions) {
        return engine.testIamPermissions(resource, permissions);
    }

    @Override
    public Page<Task> listTasks(String parent, int pageSize, String pageToken) {
        return engine.listTasks(parent, pageSize, pageToken);
    }

    @Override
    public Task getTask(String name) {
        return engine.getTask(name);
    }

    @Override
    public Task createTask(String parent, NewTask task) {
        return engine.createTask(parent, task);
    }

    @Override
    public Task bufferTask(String queue, String taskId, Map<String, String> headers, Bytes body) {
        return engine.bufferTask(queue, taskId, headers, body);
    }

    @Override
    public void deleteTask(String name) {
        engine.deleteTask(name);
    }

    @Override
    public List<Task> leaseTasks(String parent, int maxTasks, @Nullable Duration leaseDuration, String filter) {
        return engine.leaseTasks(parent, maxTasks, leaseDuration, filter);
    }

    @Override
    public void acknowledgeTask(String name, @Nullable Instant scheduleTime) {
        engine.acknowledgeTask(name, scheduleTime);
    }

    @Override
    public Task renewLease(String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration) {
        return engine.renewLease(name, scheduleTime, leaseDuration);
    }

    @Override
    public Task cancelLease(String name, @Nullable Instant scheduleTime) {
        return engine.cancelLease(name, scheduleTime);
    }

    @Override
    public Task runTask(String name) {
        return engine.runTask(name);
    }

    @Override
    public Page<LocationName> listLocations(String project, int pageSize, String pageToken) {
        return engine.listLocations(project, pageSize, pageToken);
    }

    @Override
    public LocationName getLocation(String name) {
        return engine.getLocation(name);
    }
}
