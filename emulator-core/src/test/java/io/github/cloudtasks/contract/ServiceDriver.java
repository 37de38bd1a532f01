package io.github.cloudtasks.contract;

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
import org.jspecify.annotations.Nullable;

/**
 * A driver that contract tests use to call the service, in terms of the model. Tasks include their payloads. Every
 * error of the service is thrown as an {@link io.github.cloudtasks.model.ApiException}, whatever its form on the wire.
 *
 * <p>A version that lacks a field does not return it. {@link Exclusions} lists the tests that do not apply to such a
 * version.
 */
public interface ServiceDriver extends AutoCloseable {

    /** Returns the API version of this driver. Some error messages depend on it. */
    Dialect dialect();

    /**
     * Returns the full name of an RPC as it appears in errors, such as {@code google.….CloudTasks.GetQueue}, or null if
     * errors do not name it.
     */
    @Nullable
    String methodName(String rpc);

    Page<Queue> listQueues(String parent, int pageSize, String pageToken);

    Queue getQueue(String name);

    QueueStats queueStats(String name);

    /** Creates a queue. An empty {@code name} is not sent. */
    Queue createQueue(String parent, String name, NewQueue settings);

    /** Replaces all settings of a queue. */
    Queue updateQueue(String name, NewQueue settings);

    void deleteQueue(String name);

    Queue purgeQueue(String name);

    Queue pauseQueue(String name);

    Queue resumeQueue(String name);

    void uploadQueues(String project, Map<String, UploadedQueue> queues, boolean resumePaused);

    Policy getIamPolicy(String resource, int requestedVersion);

    Policy setIamPolicy(String resource, Policy policy);

    List<String> testIamPermissions(String resource, List<String> permissions);

    Page<Task> listTasks(String parent, int pageSize, String pageToken);

    Task getTask(String name);

    Task createTask(String parent, NewTask task);

    Task bufferTask(String queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body);

    void deleteTask(String name);

    List<Task> leaseTasks(String parent, int maxTasks, @Nullable Duration leaseDuration, String filter);

    void acknowledgeTask(String name, @Nullable Instant scheduleTime);

    Task renewLease(String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration);

    Task cancelLease(String name, @Nullable Instant scheduleTime);

    Task runTask(String name);

    Page<LocationName> listLocations(String project, int pageSize, String pageToken);

    LocationName getLocation(String name);

    @Override
    default void close() {}
}
