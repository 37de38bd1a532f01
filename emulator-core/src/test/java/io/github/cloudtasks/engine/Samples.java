package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.rules.QueueRules;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Queues and tasks that tests start from. */
public final class Samples {
    public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    public static final String LOCATION = "projects/p/locations/l";
    public static final QueueName QUEUE = QueueName.of("p", "l", "q");
    public static final HttpRequest POST =
            new HttpRequest("http://example.com/", HttpMethod.POST, Map.of(), Bytes.EMPTY, null);

    private Samples() {}

    public static NewQueue settings(Target target, RateLimits rates, RetryConfig retries) {
        return new NewQueue(target, rates, retries, null, null, null);
    }

    public static NewQueue push(RateLimits rates, RetryConfig retries) {
        return settings(null, rates, retries);
    }

    public static NewQueue pull() {
        return settings(new Target.PullTarget(), RateLimits.UNSET, RetryConfig.UNSET);
    }

    /** The queue {@link #QUEUE} with the service's defaults where {@code settings} ask for nothing. */
    public static Queue queue(NewQueue settings) {
        return new QueueRules(Dialect.V2BETA2, Limits.DEFAULTS).complete(QUEUE, settings);
    }

    /** Retries every {@code interval}, at most {@code attempts} times in all. */
    public static RetryConfig every(Duration interval, int attempts) {
        return new RetryConfig(attempts, null, interval, interval, 16);
    }

    /** What a caller asks for: an HTTP task; with an empty id the service chooses one. */
    public static NewTask newTask(QueueName queue, String id, Instant scheduleTime) {
        return new NewTask(id.isEmpty() ? "" : queue.task(id).toString(), POST, scheduleTime, null, null);
    }

    /** What a caller asks for: a pull task. */
    public static NewTask newPullTask(QueueName queue, String id, String tag, Instant scheduleTime) {
        Payload message = new PullMessage(Bytes.wrap(new byte[] {1}), tag);
        return new NewTask(id.isEmpty() ? "" : queue.task(id).toString(), message, scheduleTime, null, null);
    }

    /** A stored HTTP task of {@link #QUEUE}, created at {@link #START}. */
    public static Task task(String id, Instant scheduleTime) {
        return task(id, POST, scheduleTime);
    }

    public static Task task(String id, Payload payload, Instant scheduleTime) {
        return new Task(QUEUE.task(id), 0, payload, START, scheduleTime, null, null, 0, 0, null, null, false);
    }

    public static Task pullTask(String id, String tag, Instant scheduleTime) {
        return task(id, new PullMessage(Bytes.EMPTY, tag), scheduleTime);
    }
}
