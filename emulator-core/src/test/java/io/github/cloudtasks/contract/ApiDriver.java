package io.github.cloudtasks.contract;

import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What only a door has, for the engine leaves it to the doors: masks, views, filters, the wording of outcomes, and
 * YAML.
 *
 * <p>Paths of fields are v2's, such as {@code rate_limits.max_dispatches_per_second}; a door puts its version's names
 * in their place and sends what it does not know as it is.
 */
public interface ApiDriver extends ServiceDriver {

    /** How much of a task is shown. */
    enum View {
        UNSPECIFIED,
        BASIC,
        FULL
    }

    /** A task, and the view that the answer says it is in. */
    record ViewedTask(Task task, View view) {}

    /** Replaces the fields of {@code mask}; an empty one is sent as one without paths. */
    Queue updateQueue(String name, NewQueue settings, List<String> mask);

    /** The queues of the first page of a filtered list. */
    List<Queue> filterQueues(String parent, String filter, int pageSize, String pageToken);

    /** The token that comes with that page. */
    String filteredPageToken(String parent, String filter, int pageSize);

    /** The top-level fields that a queue shows through a read mask; an empty mask is not sent. */
    Set<String> visibleFields(String queue, List<String> readMask);

    /** The same, of the only queue in a location. */
    Set<String> visibleFieldsInList(String parent, List<String> readMask);

    ViewedTask createTask(String parent, NewTask task, View view);

    ViewedTask getTask(String name, View view);

    List<ViewedTask> listTasks(String parent, View view);

    List<ViewedTask> leaseTasks(String parent, Duration duration, View view);

    ViewedTask renewLease(Task leased, Duration duration, View view);

    ViewedTask cancelLease(Task leased, View view);

    ViewedTask runTask(String name, View view);

    /** The code and the message of the last attempt's response status. */
    String lastResponseStatus(String task);

    void uploadYaml(String appId, String yaml);
}
