package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
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

/** A driver that calls the engine directly. */
record EngineDriver(CloudTasks engine, Dialect dialect) implements ServiceDriver {

    @Override
    public @Nullable String methodName(String rpc) {
        return null;
    }

    @Override
    public Page<Queue> listQueues(String parent, int pageSize, String pageToken) {
        return engine.queues().listQueues(parent, queue -> true, "", pageSize, pageToken);
    }

    @Override
    public Queue getQueue(String name) {
        return engine.queues().getQueue(name);
    }

    @Override
    public QueueStats queueStats(String name) {
        return Objects.requireNonNull(engine.queues().stats(engine.queues().getQueue(name)), "the queue is gone");
    }

    @Override
    public Queue createQueue(String parent, String name, NewQueue settings) {
        return engine.queues().createQueue(parent, name, settings);
    }

    @Override
    public Queue updateQueue(String name, NewQueue settings) {
        return engine.queues().updateQueue(name, current -> {
            engine.queues().checkQueue(settings);
            return settings;
        });
    }

    @Override
    public void deleteQueue(String name) {
        engine.queues().deleteQueue(name);
    }

    @Override
    public Queue purgeQueue(String name) {
        return engine.queues().purgeQueue(name);
    }

    @Override
    public Queue pauseQueue(String name) {
        return engine.queues().pauseQueue(name);
    }

    @Override
    public Queue resumeQueue(String name) {
        return engine.queues().resumeQueue(name);
    }

    @Override
    public void uploadQueues(String project, Map<String, UploadedQueue> queues, boolean resumePaused) {
        engine.queues().uploadQueues(project, queues, resumePaused);
    }

    @Override
    public Policy getIamPolicy(String resource, int requestedVersion) {
        return engine.queues().getIamPolicy(resource, requestedVersion);
    }

    @Override
    public Policy setIamPolicy(String resource, Policy policy) {
        return engine.queues().setIamPolicy(resource, policy);
    }

    @Override
    public List<String> testIamPermissions(String resource, List<String> permissions) {
        return engine.queues().testIamPermissions(resource, permissions);
    }

    @Override
    public Page<Task> listTasks(String parent, int pageSize, String pageToken) {
        return engine.tasks().listTasks(parent, pageSize, pageToken);
    }

    @Override
    public Task getTask(String name) {
        return engine.tasks().getTask(name);
    }

    @Override
    public Task createTask(String parent, NewTask task) {
        return engine.tasks().createTask(parent, task);
    }

    @Override
    public Task bufferTask(String queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body) {
        return engine.tasks().bufferTask(queue, taskId, method, headers, body);
    }

    @Override
    public void deleteTask(String name) {
        engine.tasks().deleteTask(name);
    }

    @Override
    public List<Task> leaseTasks(String parent, int maxTasks, @Nullable Duration leaseDuration, String filter) {
        return engine.leases().leaseTasks(parent, maxTasks, leaseDuration, filter);
    }

    @Override
    public void acknowledgeTask(String name, @Nullable Instant scheduleTime) {
        engine.leases().acknowledgeTask(name, scheduleTime);
    }

    @Override
    public Task renewLease(String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration) {
        return engine.leases().renewLease(name, scheduleTime, leaseDuration);
    }

    @Override
    public Task cancelLease(String name, @Nullable Instant scheduleTime) {
        return engine.leases().cancelLease(name, scheduleTime);
    }

    @Override
    public Task runTask(String name) {
        return engine.tasks().runTask(name);
    }

    @Override
    public Page<LocationName> listLocations(String project, int pageSize, String pageToken) {
        return engine.locations().listLocations(project, pageSize, pageToken);
    }

    @Override
    public LocationName getLocation(String name) {
        return engine.locations().getLocation(name);
    }
}
