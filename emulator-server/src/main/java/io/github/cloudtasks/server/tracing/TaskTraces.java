package io.github.cloudtasks.server.tracing;

import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.Event.ServiceReset;
import io.github.cloudtasks.event.Event.TaskCreated;
import io.github.cloudtasks.event.Event.TaskFinished;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.event.TraceContext;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The traces of the calls that have created push tasks. Bounded in memory: the traces of the tasks that were created
 * first are dropped first. Thread-safe.
 *
 * <p>The engine publishes the creation of a task before its first attempt is delivered, so the trace is known then.
 */
final class TaskTraces implements EventListener {
    /** The memory of a trace and its place in the map, without the texts, in bytes. */
    private static final int TRACE_BYTES = 250;

    private static final int HEADER_BYTES = 100;

    private final long maxBytes;

    /**
     * The traces of tasks, the task that was created first first. Those of tasks that were purged stay until they are
     * the oldest ones, so that a purge need not look at all of them.
     */
    private final LinkedHashMap<TaskName, TracedTask> tasks = new LinkedHashMap<>();

    private long bytes;

    /** A trace with what distinguishes its task from others that had the same name at other times. */
    private record TracedTask(long serial, Instant createTime, TraceContext trace, long size) {
        static TracedTask of(Task task, TraceContext trace) {
            long size = (long) TRACE_BYTES + task.id().length();
            for (Map.Entry<String, String> header : trace.headers().entrySet()) {
                size += HEADER_BYTES
                        + header.getKey().length()
                        + header.getValue().length();
            }
            return new TracedTask(task.serial(), task.createTime(), trace, size);
        }

        boolean isOf(Task task) {
            return task.serial() == serial && task.createTime().equals(createTime);
        }
    }

    /**
     * Creates an empty table.
     *
     * @param maxBytes the approximate memory of the traces, in bytes
     */
    TaskTraces(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns the trace of the call that has created a task; null if it is not known. */
    @Nullable
    synchronized TraceContext get(Task task) {
        TracedTask traced = tasks.get(task.name());
        return traced != null && traced.isOf(task) ? traced.trace() : null;
    }

    @Override
    public void on(Event event) {
        switch (event) {
            case TaskCreated created -> add(created.task(), created.trace());
            case TaskFinished finished -> remove(finished.task().name());
            case ServiceReset reset -> clear();
            default -> {}
        }
    }

    private synchronized void add(Task task, @Nullable TraceContext trace) {
        remove(task.name());
        if (trace == null || task.payload() instanceof Payload.PullMessage) {
            return;
        }
        TracedTask added = TracedTask.of(task, trace);
        tasks.put(task.name(), added);
        bytes += added.size();
        while (bytes > maxBytes) {
            bytes -= tasks.pollFirstEntry().getValue().size();
        }
    }

    private synchronized void remove(TaskName name) {
        TracedTask removed = tasks.remove(name);
        if (removed != null) {
            bytes -= removed.size();
        }
    }

    private synchronized void clear() {
        tasks.clear();
        bytes = 0;
    }
}
