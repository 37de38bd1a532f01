package io.github.cloudtasks.server.search;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.engine.EngineAdmin.InspectedTask;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.model.task.WaitReason;
import io.github.cloudtasks.server.history.AttemptRecord;
import io.github.cloudtasks.server.history.KeptTask;
import io.github.cloudtasks.server.history.KeptTasks;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds one task by its name: the one in its queue, otherwise the kept one that ended last. Thread-safe. */
public final class TaskLookup {
    private static final Pattern NAME =
            Pattern.compile("projects/([^/]+)/locations/([^/]+)/queues/([^/]+)/tasks/([^/]+)");

    private final EngineAdmin engine;
    private final KeptTasks kept;

    /**
     * A task with everything that is known about it.
     *
     * @param waitReasons why it is not dispatched at the moment; empty if it has left its queue
     * @param attempts the attempts that are kept, the oldest first
     * @param kept its end; null if it is in its queue
     */
    public record Result(
            Task task,
            TaskStatus status,
            List<WaitReason> waitReasons,
            List<AttemptRecord> attempts,
            @Nullable KeptTask kept) {}

    /** Creates a look-up. */
    public TaskLookup(EngineAdmin engine, KeptTasks kept) {
        this.engine = engine;
        this.kept = kept;
    }

    /**
     * Returns a task.
     *
     * @param name the full name of the task
     * @throws ApiException if the name is invalid, or there is no such task, neither in its queue nor kept
     */
    public Result find(String name) {
        try {
            InspectedTask inspected = engine.inspect(name);
            return new Result(
                    inspected.task(),
                    TaskStatus.of(inspected.state()),
                    inspected.waitReasons(),
                    kept.attempts(inspected.task()),
                    null);
        } catch (ApiException e) {
            KeptTask ended = e.code() == ApiException.Code.NOT_FOUND ? keptTask(name) : null;
            if (ended == null) {
                throw e;
            }
            return new Result(ended.task(), TaskStatus.of(ended.reason()), List.of(), ended.attempts(), ended);
        }
    }

    private @Nullable KeptTask keptTask(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return null;
        }
        QueueName queue = QueueName.of(matcher.group(1), matcher.group(2), matcher.group(3));
        return kept.find(new TaskName(queue, matcher.group(4)));
    }
}
