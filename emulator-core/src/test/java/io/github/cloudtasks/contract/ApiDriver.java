package io.github.cloudtasks.contract;

import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A driver that reaches the service through an API. Adds what the engine leaves to the API layer: masks, views,
 * filters, response statuses and YAML.
 *
 * <p>Field paths are those of v2, such as {@code rate_limits.max_dispatches_per_second}. A driver replaces known paths
 * by the field names of its version and sends unknown paths unchanged.
 */
public interface ApiDriver extends ServiceDriver {

    /** The part of a task that a response contains. */
    enum View {
        UNSPECIFIED,
        BASIC,
        FULL
    }

    /** A task and the view that the response reports. */
    record ViewedTask(Task task, View view) {}

    /** Updates the fields in {@code mask}. An empty mask is sent as a mask without paths. */
    Queue updateQueue(String name, NewQueue settings, List<String> mask);

    /** Returns one page of a filtered list of queues. */
    List<Queue> filterQueues(String parent, String filter, int pageSize, String pageToken);

    /** Returns the next page token of the first page of a filtered list of queues. */
    String filteredPageToken(String parent, String filter, int pageSize);

    /** Returns the names of the top-level fields that GetQueue returns. An empty mask is not sent. */
    Set<String> visibleFields(String queue, List<String> readMask);

    /**
     * Returns the names of the top-level fields that ListQueues returns for the only queue of a location. An empty mask
     * is not sent.
     */
    Set<String> visibleFieldsInList(String parent, List<String> readMask);

    ViewedTask createTask(String parent, NewTask task, View view);

    ViewedTask getTask(String name, View view);

    List<ViewedTask> listTasks(String parent, View view);

    List<ViewedTask> leaseTasks(String parent, Duration duration, View view);

    ViewedTask renewLease(Task leased, Duration duration, View view);

    ViewedTask cancelLease(Task leased, View view);

    ViewedTask runTask(String name, View view);

    /** Returns the code and the message of the response status of the last attempt, separated by a space. */
    String lastResponseStatus(String task);

    void uploadYaml(String appId, String yaml);
}
