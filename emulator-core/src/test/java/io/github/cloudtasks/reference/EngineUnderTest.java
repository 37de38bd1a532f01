package io.github.cloudtasks.reference;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The engine on virtual time. Executes random operations and describes the results as {@link ReferenceService} does.
 */
final class EngineUnderTest {
    private static final String LOCATION = "projects/p/locations/l";

    private record InFlight(Dispatch dispatch, CompletableFuture<Outcome> outcome) {}

    private final VirtualTimeline timeline;
    private final CloudTasks cloudTasks;
    private final Map<String, List<InFlight>> inFlight = new TreeMap<>();
    private String lastId = "";

    EngineUnderTest(Limits limits, Instant now) {
        timeline = new VirtualTimeline(now);
        cloudTasks = new CloudTasks(limits, timeline, this::deliver);
    }

    private CompletionStage<DeliveryResult> deliver(Dispatch dispatch) {
        InFlight attempt = new InFlight(dispatch, new CompletableFuture<>());
        inFlight.computeIfAbsent(dispatch.queue().name().queueId(), name -> new ArrayList<>())
                .add(attempt);
        return attempt.outcome().thenApply(DeliveryResult::of);
    }

    /** Executes the operation and everything that is due afterwards. Returns a description of the result. */
    String apply(RandomOperation operation) {
        String result;
        try {
            result = result(operation);
        } catch (ApiException e) {
            result = e.code() + (e.text().contains("recently") ? " recently" : "");
        }
        timeline.settle();
        return result;
    }

    /** Returns the id of the task that was created last. */
    String lastId() {
        return lastId;
    }

    private String result(RandomOperation operation) {
        return switch (operation) {
            case RandomOperation.CreateQueue create ->
                describe(cloudTasks
                        .queues()
                        .createQueue(
                                LOCATION,
                                name(create),
                                ReferenceSettings.ALL.get(create.settings()).toNewQueue()));
            case RandomOperation.UpdateQueue update ->
                describe(cloudTasks
                        .queues()
                        .updateQueue(
                                name(update),
                                current -> ReferenceSettings.ALL
                                        .get(update.settings())
                                        .toNewQueue()));
            case RandomOperation.DeleteQueue delete -> {
                cloudTasks.queues().deleteQueue(name(delete));
                yield "OK";
            }
            case RandomOperation.PurgeQueue purge ->
                describe(cloudTasks.queues().purgeQueue(name(purge)));
            case RandomOperation.PauseQueue pause ->
                describe(cloudTasks.queues().pauseQueue(name(pause)));
            case RandomOperation.ResumeQueue resume ->
                describe(cloudTasks.queues().resumeQueue(name(resume)));
            case RandomOperation.CreateTask create -> create(create);
            case RandomOperation.GetTask get -> describe(cloudTasks.tasks().getTask(name(get, get.id())));
            case RandomOperation.DeleteTask delete -> {
                cloudTasks.tasks().deleteTask(name(delete, delete.id()));
                yield "OK";
            }
            case RandomOperation.RunTask run -> {
                Task task = cloudTasks.tasks().runTask(name(run, run.id()));
                yield task.id() + " " + task.dispatchCount();
            }
            case RandomOperation.LeaseTasks lease ->
                cloudTasks
                        .leases()
                        .leaseTasks(name(lease), lease.max(), Duration.ofSeconds(lease.seconds()), lease.filter())
                        .stream()
                        .map(EngineUnderTest::describe)
                        .toList()
                        .toString();
            case RandomOperation.UseLeaseToken use -> use(use);
            case RandomOperation.EndAttempt end -> end(end);
            case RandomOperation.Advance advance -> {
                timeline.advance(Duration.ofMillis(advance.millis()));
                yield "OK";
            }
        };
    }

    private String create(RandomOperation.CreateTask create) {
        boolean pull = cloudTasks.queues().getQueue(name(create)).isPull();
        Payload payload = pull
                ? new Payload.PullMessage(Bytes.EMPTY, create.tag())
                : new Payload.HttpRequest("http://example.com/", HttpMethod.POST, Map.of(), Bytes.EMPTY, null);
        String name = create.id().isEmpty() ? "" : name(create, create.id());
        Instant scheduleTime = timeline.now().plusMillis(create.delayMillis());
        Task created =
                cloudTasks.tasks().createTask(name(create), new NewTask(name, payload, scheduleTime, null, null));
        lastId = created.id();
        return describe(created);
    }

    private String use(RandomOperation.UseLeaseToken use) {
        String name = name(use, use.id());
        Instant sent = scheduleTime(name).plus(use.offBy(), ChronoUnit.MICROS);
        return switch (use.method()) {
            case ACKNOWLEDGE -> {
                cloudTasks.leases().acknowledgeTask(name, sent);
                yield "OK";
            }
            case RENEW -> describe(cloudTasks.leases().renewLease(name, sent, Duration.ofSeconds(7)));
            case CANCEL -> describe(cloudTasks.leases().cancelLease(name, sent));
        };
    }

    private Instant scheduleTime(String name) {
        try {
            return cloudTasks.tasks().getTask(name).scheduleTime();
        } catch (ApiException e) {
            return timeline.now();
        }
    }

    private String end(RandomOperation.EndAttempt end) {
        List<InFlight> attempts = inFlight.getOrDefault(end.queue(), List.of());
        if (attempts.isEmpty()) {
            return "none";
        }
        InFlight attempt = attempts.remove(end.which() % attempts.size());
        attempt.outcome()
                .complete(
                        end.status() == 0
                                ? new Outcome.Unreachable("simulated failure")
                                : new Outcome.Responded(end.status()));
        return describe(attempt.dispatch());
    }

    /** Returns a description of the whole visible state. */
    String snapshot() {
        StringBuilder text = new StringBuilder();
        for (Queue queue :
                cloudTasks.queues().listQueues(LOCATION, all -> true, "", 0, "").items()) {
            text.append(queue.name().queueId())
                    .append(": ")
                    .append(describe(queue))
                    .append('\n');
            QueueStats stats = Objects.requireNonNull(cloudTasks.queues().stats(queue));
            text.append("  stats: %d tasks, next %s, %d executed, %d in flight%n"
                    .formatted(
                            stats.tasksCount(),
                            stats.oldestEstimatedArrivalTime(),
                            stats.executedLastMinuteCount(),
                            stats.concurrentDispatchesCount()));
            for (Task task : tasks(queue.name())) {
                text.append("  ").append(describe(task)).append('\n');
            }
        }
        inFlight.forEach((name, attempts) -> attempts.forEach(attempt -> text.append(name)
                .append(": ")
                .append(describe(attempt.dispatch()))
                .append('\n')));
        return text.toString();
    }

    /** Returns all tasks of a queue, read in pages of three. */
    private List<Task> tasks(QueueName queue) {
        List<Task> tasks = new ArrayList<>();
        String token = "";
        do {
            var page = cloudTasks.tasks().listTasks(queue.toString(), 3, token);
            tasks.addAll(page.items());
            token = page.nextPageToken();
        } while (!token.isEmpty());
        return tasks;
    }

    private static String describe(Queue queue) {
        RateLimits rates = queue.rateLimits();
        return "%s, %s, purged %s, %d/s, burst %d, %d slots"
                .formatted(
                        queue.isPull() ? "pull" : "push",
                        queue.state(),
                        queue.purgeTime(),
                        (int) rates.maxDispatchesPerSecond(),
                        rates.maxBurstSize(),
                        rates.maxConcurrentDispatches());
    }

    private static String describe(Task task) {
        return "%s due %s, %d dispatches, %d responses, first %s, last %s"
                .formatted(
                        task.id(),
                        task.scheduleTime(),
                        task.dispatchCount(),
                        task.responseCount(),
                        task.firstAttempt() == null ? null : task.firstAttempt().dispatchTime(),
                        describe(task.lastAttempt()));
    }

    private static ReferenceTask.@Nullable Attempt describe(@Nullable Attempt attempt) {
        return attempt == null
                ? null
                : new ReferenceTask.Attempt(
                        Objects.requireNonNull(attempt.scheduleTime()),
                        Objects.requireNonNull(attempt.dispatchTime()),
                        attempt.responseTime(),
                        attempt.outcome() == null ? null : attempt.outcome().httpStatus());
    }

    private static String describe(Dispatch dispatch) {
        return "attempt %d of %s: %s after %s"
                .formatted(
                        dispatch.retryCount() + 1,
                        dispatch.task().id(),
                        describe(dispatch.task().lastAttempt()),
                        describe(dispatch.previous()));
    }

    private static String name(RandomOperation.OnQueue operation) {
        return LOCATION + "/queues/" + operation.queue();
    }

    private static String name(RandomOperation.OnQueue operation, String id) {
        return name(operation) + "/tasks/" + id;
    }
}
