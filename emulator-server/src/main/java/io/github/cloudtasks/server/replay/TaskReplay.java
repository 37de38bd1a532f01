package io.github.cloudtasks.server.replay;

import com.google.protobuf.FieldMask;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.v2beta3.V2beta3TaskConverter;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.proto.v2beta3.Task;
import io.github.cloudtasks.server.history.ReplayLinks;
import io.github.cloudtasks.server.search.FoundTask;
import io.github.cloudtasks.server.search.TaskFilter;
import io.github.cloudtasks.server.search.TaskLookup;
import io.github.cloudtasks.server.search.TaskSearch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates tasks that repeat others, in their queues or kept ones. A replay has a new name, is due at once, and is
 * linked to its original. The tasks are created and validated like those of CreateTask. Thread-safe.
 */
public final class TaskReplay {
    /** The most tasks that one call repeats. */
    public static final int MAX_TASKS = 1000;

    private static final V2beta3TaskConverter TASKS = new V2beta3TaskConverter();

    private final CloudTasks engine;
    private final TaskLookup lookup;
    private final TaskSearch search;
    private final ReplayLinks links;

    /** A task and its replay. */
    public record Pair(TaskName task, TaskName replay) {}

    /**
     * The result of repeating several tasks.
     *
     * @param failedCount the number of tasks that could not be created
     * @param firstError the error of the first of them; null if there is none
     * @param more whether more tasks match than were repeated
     */
    public record Result(
            List<Pair> replays, int failedCount, @Nullable String firstError, boolean more) {}

    /** Creates the replays of one emulator. */
    public TaskReplay(CloudTasks engine, TaskLookup lookup, TaskSearch search, ReplayLinks links) {
        // The dialect that has every kind of task.
        this.engine = engine.forVersion(Dialect.SAVED_STATE);
        this.lookup = lookup;
        this.search = search;
        this.links = links;
    }

    /**
     * Repeats one task.
     *
     * @param name the full name of the task
     * @param edits the fields that differ
     * @param mask the paths that are taken from {@code edits}, also those that are not set there; null for those that
     *     are set: of messages and maps, only the parts that are set
     * @return the new task
     * @throws ApiException if there is no such task, or the new one cannot be created
     */
    public io.github.cloudtasks.model.task.Task replay(String name, Task edits, @Nullable FieldMask mask) {
        return create(lookup.find(name).task(), edits, mask);
    }

    private io.github.cloudtasks.model.task.Task create(
            io.github.cloudtasks.model.task.Task original, Task edits, @Nullable FieldMask mask) {
        // What describes the original, and not its request, is left out.
        Task.Builder copy = TASKS.toProto(original, TaskView.FULL).toBuilder();
        copy.clearName().clearScheduleTime();
        if (mask == null) {
            copy.mergeFrom(edits);
        } else {
            UpdateMask.of(Task.getDescriptor(), mask).apply(edits, copy);
        }
        io.github.cloudtasks.model.task.Task created =
                engine.tasks().createTask(original.name().queue().toString(), TASKS.fromProto(copy.build()));
        links.add(original.name(), created.name());
        return created;
    }

    /**
     * Repeats the tasks that match. The new tasks are created after all of them were found, so none of them is repeated
     * itself.
     *
     * @param max the most tasks to repeat, 1 to {@link #MAX_TASKS}
     */
    public Result replayAll(TaskFilter filter, int max) {
        List<FoundTask> found = new ArrayList<>();
        String token = "";
        do {
            TaskSearch.Page page = search.page(filter, max + 1 - found.size(), token);
            found.addAll(page.tasks());
            token = page.nextPageToken();
        } while (!token.isEmpty() && found.size() <= max);
        boolean more = found.size() > max;
        List<Pair> replays = new ArrayList<>();
        int failed = 0;
        String firstError = null;
        for (FoundTask task : found.subList(0, Math.min(max, found.size()))) {
            try {
                TaskName created =
                        create(task.task(), Task.getDefaultInstance(), null).name();
                replays.add(new Pair(task.task().name(), created));
            } catch (ApiException e) {
                failed++;
                firstError = firstError == null ? task.task().name() + ": " + e.text() : firstError;
            }
        }
        return new Result(List.copyOf(replays), failed, firstError, more);
    }
}
