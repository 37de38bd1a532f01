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

/** Adds one task to a queue, for CreateTask and for each part of a batch. */
final class TaskCreator {
    private final QueueRegistry queues;
    private final TaskRules rules;
    private final Timeline timeline;

    TaskCreator(QueueRegistry queues, TaskRules rules, Timeline timeline) {
        this.queues = queues;
        this.rules = rules;
        this.timeline = timeline;
    }

    /** The checked name of the task; null where the service is to choose its id. */
    static @Nullable TaskName name(QueueName queue, NewTask asked) {
        return asked.name().isEmpty() ? null : ResourceNames.taskIn(queue, asked.name());
    }

    /** Checks what can be checked without the queue, then the queue, then what they are to each other. */
    Task create(QueueName queueName, @Nullable TaskName name, NewTask asked) {
        rules.check(asked, timeline.now());
        return queues.getOrCreate(
                        queueName, asked.payload() instanceof PullMessage ? new PullTarget() : PushTarget.PLAIN)
                .withLock((queue, now) -> {
                    TaskName chosen = name != null ? name : queueName.task(queue.freeId(now));
                    return queue.create(rules.complete(chosen, name == null, asked, queue.queue(), now), now);
                });
    }
}
