package io.github.cloudtasks.engine;

import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.NewTask;
import io.github.cloudtasks.model.Payload;
import io.github.cloudtasks.model.Payload.HttpRequest;
import io.github.cloudtasks.model.Payload.PullMessage;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RateLimits;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.Target;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Queues and tasks that tests start from. */
final class Samples {
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    static final String LOCATION = "projects/p/locations/l";
    static final QueueName QUEUE = QueueName.of("p", "l", "q");
    static final HttpRequest POST =
            new HttpRequest("http://example.com/", HttpMethod.POST, Map.of(), Bytes.EMPTY, null);

    private Samples() {}

    static NewQueue settings(Target target, RateLimits rates, RetryConfig retries) {
        return new NewQueue(target, rates, retries, null, null, null);
    }

    static NewQueue push(RateLimits rates, RetryConfig retries) {
        return settings(null, rates, retries);
    }

    static NewQueue pull() {
        return settings(new Target.PullTarget(), RateLimits.UNSET, RetryConfig.UNSET);
    }

    /** The queue {@link #QUEUE} with the service's defaults where {@code settings} ask for nothing. */
    static Queue queue(NewQueue settings) {
        return new QueueRules(Dialect.V2BETA2, Limits.OF_THE_SERVICE).complete(QUEUE, settings);
    }

    /** Retries every {@code interval}, at most {@code attempts} times in all. */
    static RetryConfig every(Duration interval, int attempts) {
        return new RetryConfig(attempts, null, interval, interval, 16);
    }

    /** What a caller asks for: an HTTP task; with an empty id the service chooses one. */
    static NewTask newTask(QueueName queue, String id, Instant scheduleTime) {
        return new NewTask(id.isEmpty() ? "" : queue.task(id).toString(), POST, scheduleTime, null, null);
    }

    /** What a caller asks for: a pull task. */
    static NewTask newPullTask(QueueName queue, String id, String tag, Instant scheduleTime) {
        Payload message = new PullMessage(Bytes.wrap(new byte[] {1}), tag);
        return new NewTask(id.isEmpty() ? "" : queue.task(id).toString(), message, scheduleTime, null, null);
    }

    /** A stored HTTP task of {@link #QUEUE}, created at {@link #START}. */
    static Task task(String id, Instant scheduleTime) {
        return task(id, POST, scheduleTime);
    }

    static Task task(String id, Payload payload, Instant scheduleTime) {
        return new Task(QUEUE.task(id), 0, payload, START, scheduleTime, null, null, 0, 0, null, null, false);
    }

    static Task pullTask(String id, String tag, Instant scheduleTime) {
        return task(id, new PullMessage(Bytes.EMPTY, tag), scheduleTime);
    }
}
