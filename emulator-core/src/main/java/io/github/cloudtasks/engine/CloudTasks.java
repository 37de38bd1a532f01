package io.github.cloudtasks.engine;

import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.NewTask;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueStats;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The service: one method per RPC, in the documentation's order. Names come as the caller sent them, and are checked here in
 * the order in which the service checks them (recorded). Every method may throw {@link io.github.cloudtasks.ApiException}.
 * All are safe for use by many threads, and none waits for I/O.
 */
public interface CloudTasks {

  /** The same service with the rules of another version of the API. */
  CloudTasks speaking(Dialect dialect);

  /**
   * Queues of a location in the order of their names.
   *
   * @param pageSize 0 for the largest page, 9800 queues; more is cut to that; negative is an error
   */
  Page<Queue> listQueues(String parent, Predicate<Queue> filter, String filterText, int pageSize, String pageToken);

  Queue getQueue(String name);

  /** The statistics of a queue that exists; null when it is gone. */
  @Nullable QueueStats stats(Queue queue);

  /**
   * Makes a queue; its name must be free.
   *
   * @param name the queue's name as sent in the body
   */
  Queue createQueue(String parent, String name, NewQueue settings);

  /** Creates the queue when there is none. */
  Queue updateQueue(String name, QueueChange change);

  void deleteQueue(String name);

  Queue purgeQueue(String name);

  Queue pauseQueue(String name);

  Queue resumeQueue(String name);

  /**
   * What an uploaded queue.yaml asks for: queues in it are made or changed, all others of the project's App Engine location
   * but {@code default} are disabled.
   *
   * @param queues by queue id
   * @param resumePaused whether paused or disabled queues of the file run again
   */
  void uploadQueues(String project, Map<String, UploadedQueue> queues, boolean resumePaused);

  Policy getIamPolicy(String resource);

  /**
   * Replaces the policy of a queue.
   *
   * @param policy its etag, where not empty, must be the stored one's
   */
  Policy setIamPolicy(String resource, Policy policy);

  List<String> testIamPermissions(String resource, List<String> permissions);

  /**
   * Tasks of a queue in the order of their ids.
   *
   * @param pageSize 0 for the largest page, 1000 tasks; more is cut to that; negative is an error
   */
  Page<Task> listTasks(String parent, int pageSize, String pageToken);

  Task getTask(String name);

  Task createTask(String parent, NewTask task);

  /**
   * A task with the queue's own URL, from a bare HTTP request (BufferTask).
   *
   * @param taskId empty for a generated one
   */
  Task bufferTask(String queue, String taskId, Map<String, String> headers, Bytes body);

  void deleteTask(String name);

  /**
   * Leases tasks that are available, in the order of their schedule times.
   *
   * @param maxTasks 0 for as many as there are, at most 1000
   * @param filter in the API's words; empty for none
   */
  List<Task> leaseTasks(String parent, int maxTasks, @Nullable Duration leaseDuration, String filter);

  void acknowledgeTask(String name, @Nullable Instant scheduleTime);

  Task renewLease(String name, @Nullable Instant scheduleTime, @Nullable Duration leaseDuration);

  Task cancelLease(String name, @Nullable Instant scheduleTime);

  /** Dispatches the task now; returns it as it stands before that, with the dispatch counted (recorded). */
  Task runTask(String name);

  Page<LocationName> listLocations(String name, int pageSize, String pageToken);

  LocationName getLocation(String name);

  /** Computes a queue's new settings from what it is; a pure function, called again if the queue changed meanwhile. */
  @FunctionalInterface
  interface QueueChange {
    /**
     * The new settings.
     *
     * @param current null when there is no such queue
     */
    NewQueue from(@Nullable Queue current);
  }

  /**
   * One queue of a queue.yaml.
   *
   * @param paused whether its rate is 0
   */
  record UploadedQueue(NewQueue settings, boolean paused) {}
}
