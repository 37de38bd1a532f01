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
import io.github.cloudtasks.server.search.TaskLookup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates tasks that repeat others, in their queues or kept ones. A replay has a new name, is due at once, and is
 * linked to its original. The tasks are created and validated like those of CreateTask. Thread-safe.
 */
public final class TaskReplay {
    private static final V2beta3TaskConverter TASKS = new V2beta3TaskConverter();

    private final CloudTasks engine;
    private final TaskLookup lookup;
    private final ReplayLinks links;

    /** A task and its replay. */
    public record Pair(TaskName task, TaskName replay) {}

    /**
     * The result of repeating several tasks.
     *
     * @param failedCount the number of tasks that could not be created
     * @param firstError the name and the error of the first of them; null if there is none
     */
    public record Result(
            List<Pair> replays, int failedCount, @Nullable String firstError) {}

    /** Creates the replays of one emulator. */
    public TaskReplay(CloudTasks engine, TaskLookup lookup, ReplayLinks links) {
        // The dialect that has every kind of task.
        this.engine = engine.forVersion(Dialect.SAVED_STATE);
        this.lookup = lookup;
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
     * Repeats several tasks. A task that cannot be repeated does not prevent the others.
     *
     * @param tasks in their queues or kept ones
     */
    public Result replayAll(List<FoundTask> tasks) {
        List<Pair> replays = new ArrayList<>();
        int failed = 0;
        String firstError = null;
        for (FoundTask task : tasks) {
            try {
                TaskName created =
                        create(task.task(), Task.getDefaultInstance(), null).name();
                replays.add(new Pair(task.task().name(), created));
            } catch (ApiException e) {
                failed++;
                firstError = firstError == null ? task.task().name() + ": " + e.text() : firstError;
            }
        }
        return new Result(List.copyOf(replays), failed, firstError);
    }
}
