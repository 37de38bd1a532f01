package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.rules.TaskRules;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.Timeline;
import org.jspecify.annotations.Nullable;

/** Creates one task, for CreateTask, BufferTask and each item of a batch. Thread-safe. */
final class TaskCreator {
    private final QueueRegistry queues;
    private final TaskRules rules;
    private final Timeline timeline;

    TaskCreator(QueueRegistry queues, TaskRules rules, Timeline timeline) {
        this.queues = queues;
        this.rules = rules;
        this.timeline = timeline;
    }

    /** Returns the valid name of a new task, or null if the service chooses the id. */
    static @Nullable TaskName name(QueueName queue, NewTask requested) {
        return requested.name().isEmpty() ? null : ResourceNames.taskIn(queue, requested.name());
    }

    /**
     * Creates a task. Errors are reported in the order of the service: the task itself, the queue, and then whether
     * they fit together.
     *
     * @param name null to generate an id
     */
    Task create(QueueName queueName, @Nullable TaskName name, NewTask requested) {
        rules.check(requested, timeline.now());
        return queues.getOrCreate(
                        queueName, requested.payload() instanceof PullMessage ? new PullTarget() : PushTarget.PLAIN)
                .withLock((queue, now) -> {
                    // All tasks of a queue share the name of the queue, to save memory.
                    TaskName chosen = queue.queue().name().task(name != null ? name.taskId() : queue.freeId(now));
                    return queue.create(rules.complete(chosen, name == null, requested, queue.queue(), now), now);
                });
    }
}
