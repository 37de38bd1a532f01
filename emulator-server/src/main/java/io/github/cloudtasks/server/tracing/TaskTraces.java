package io.github.cloudtasks.server.tracing;

import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.Event.ServiceReset;
import io.github.cloudtasks.event.Event.TaskCreated;
import io.github.cloudtasks.event.Event.TaskFinished;
import io.github.cloudtasks.event.Event.TasksRemoved;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.event.TraceContext;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Payload;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The traces of the calls that have created the push tasks in the queues. Takes some 300 bytes a task. Thread-safe.
 *
 * <p>The engine publishes the creation of a task before its first attempt is delivered, so the trace is known then.
 */
final class TaskTraces implements EventListener {
    private final Map<QueueName, Map<String, TraceContext>> queues = new ConcurrentHashMap<>();

    /** Returns the trace of the call that has created a task; null if it is not known. */
    @Nullable
    TraceContext get(TaskName task) {
        Map<String, TraceContext> tasks = queues.get(task.queue());
        return tasks == null ? null : tasks.get(task.taskId());
    }

    @Override
    public void on(Event event) {
        switch (event) {
            case TaskCreated created -> add(created);
            case TaskFinished finished -> remove(finished.task().name());
            case TasksRemoved removed -> queues.remove(removed.queueName());
            case ServiceReset reset -> queues.clear();
            default -> {}
        }
    }

    private void add(TaskCreated created) {
        TraceContext trace = created.trace();
        if (trace != null && !(created.task().payload() instanceof Payload.PullMessage)) {
            TaskName name = created.task().name();
            queues.computeIfAbsent(name.queue(), queue -> new ConcurrentHashMap<>())
                    .put(name.taskId(), trace);
        }
    }

    private void remove(TaskName name) {
        Map<String, TraceContext> tasks = queues.get(name.queue());
        if (tasks != null) {
            tasks.remove(name.taskId());
        }
    }
}
