package io.github.cloudtasks.benchmarks.engine;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An engine on virtual time with one queue, which holds a number of waiting tasks. Its dispatches succeed at once. */
final class FilledQueue {
    private static final String LOCATION = "projects/benchmark/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/queue";
    private static final Bytes BODY =
            Bytes.wrap("{\"id\": 12345, \"name\": \"a task of usual size\"}".getBytes(StandardCharsets.UTF_8));
    private static final Payload REQUEST = new Payload.HttpRequest(
            "http://127.0.0.1:9/work", HttpMethod.POST, Map.of("Content-Type", "application/json"), BODY, null);
    private static final Payload MESSAGE = new Payload.PullMessage(BODY, "");
    /** Waiting push tasks are due after all that a benchmark dispatches; the service permits 30 days. */
    private static final Duration WAITING = Duration.ofDays(29);

    private final VirtualTimeline timeline = new VirtualTimeline(Instant.parse("2026-01-01T00:00:00Z"));
    private final CloudTasks engine = new CloudTasks(
            Limits.DEFAULTS.withLeaseCallsPerSecond(0),
            timeline,
            dispatch -> CompletableFuture.completedFuture(DeliveryResult.of(new Outcome.Responded(200))));
    private final boolean isPull;
    private long named;

    private FilledQueue(boolean isPull) {
        this.isPull = isPull;
    }

    /** Creates a push queue that dispatches as fast as the service permits. */
    static FilledQueue push(int tasks) {
        FilledQueue queue = new FilledQueue(false);
        queue.create(new NewQueue(null, new RateLimits(500, 500, 5000), RetryConfig.UNSET, null, null, null));
        Instant due = queue.timeline.now().plus(WAITING);
        for (int i = 0; i < tasks; i++) {
            Task unused = queue.create("", due);
        }
        return queue;
    }

    /** Creates a pull queue. */
    static FilledQueue pull(int tasks) {
        FilledQueue queue = new FilledQueue(true);
        queue.create(new NewQueue(new Target.PullTarget(), RateLimits.UNSET, RetryConfig.UNSET, null, null, null));
        for (int i = 0; i < tasks; i++) {
            Task unused = queue.create();
        }
        return queue;
    }

    CloudTasks engine() {
        return engine;
    }

    String name() {
        return QUEUE;
    }

    /** Creates a task that is due now, which is not dispatched until the time advances. */
    Task create() {
        return create("", null);
    }

    /** Creates a task that is due later. */
    Task createWaiting() {
        return create("", timeline.now().plus(WAITING));
    }

    /** Creates a task that is due later, with a name that no task has had. */
    Task createNamed() {
        return create(QUEUE + "/tasks/named-" + named++, timeline.now().plus(WAITING));
    }

    void delete(Task task) {
        engine.tasks().deleteTask(task.name().toString());
    }

    /** Moves the time forward, which dispatches what is due. */
    void advance(Duration duration) {
        timeline.advance(duration);
    }

    private void create(NewQueue settings) {
        var unused = engine.queues().createQueue(LOCATION, QUEUE, settings);
    }

    private Task create(String name, @Nullable Instant scheduleTime) {
        return engine.tasks()
                .createTask(QUEUE, new NewTask(name, isPull ? MESSAGE : REQUEST, scheduleTime, null, null));
    }
}
