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

/** Sample queues and tasks. */
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

    /** Returns the queue {@link #QUEUE} with {@code settings}, completed with the defaults of the service. */
    public static Queue queue(NewQueue settings) {
        return new QueueRules(Dialect.V2BETA2, Limits.DEFAULTS).complete(QUEUE, settings);
    }

    /** Returns a config that retries every {@code interval}, for at most {@code attempts} attempts in total. */
    public static RetryConfig every(Duration interval, int attempts) {
        return new RetryConfig(attempts, null, interval, interval, 16);
    }

    /** Returns a request for an HTTP task. If the id is empty, the service generates one. */
    public static NewTask newTask(QueueName queue, String id, Instant scheduleTime) {
        return new NewTask(id.isEmpty() ? "" : queue.task(id).toString(), POST, scheduleTime, null, null);
    }

    /** Returns a request for a pull task. */
    public static NewTask newPullTask(QueueName queue, String id, String tag, Instant scheduleTime) {
        Payload message = new PullMessage(Bytes.wrap(new byte[] {1}), tag);
        return new NewTask(id.isEmpty() ? "" : queue.task(id).toString(), message, scheduleTime, null, null);
    }

    /** Returns a stored HTTP task of {@link #QUEUE}, created at {@link #START}. */
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
