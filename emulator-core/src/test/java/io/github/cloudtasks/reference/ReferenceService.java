package io.github.cloudtasks.reference;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.reference.ReferenceQueue.InFlight;
import io.github.cloudtasks.reference.ReferenceQueue.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The reference model of the service. Describes results as text, to be compared with the engine. */
final class ReferenceService {
    private final Limits limits;
    private final Map<String, ReferenceQueue> queues = new TreeMap<>();
    private final Map<String, Instant> blocked = new HashMap<>();
    private final Map<String, List<InFlight>> inFlight = new TreeMap<>();
    private Instant now;

    ReferenceService(Limits limits, Instant now) {
        this.limits = limits;
        this.now = now;
    }

    /** Executes the operation and everything that is due afterwards. Returns a description of the result. */
    String apply(RandomOperation operation, String generatedId) {
        String result;
        try {
            result = result(operation, generatedId);
        } catch (Rejection rejection) {
            result = String.valueOf(rejection.getMessage());
        }
        queues.values().forEach(queue -> queue.pass(now, now));
        return result;
    }

    private String result(RandomOperation operation, String generatedId) {
        return switch (operation) {
            case RandomOperation.CreateQueue create -> create(create);
            case RandomOperation.UpdateQueue update -> update(update);
            case RandomOperation.DeleteQueue delete -> delete(delete);
            case RandomOperation.PurgeQueue purge -> {
                queue(purge).purge(now);
                yield describe(queue(purge));
            }
            case RandomOperation.PauseQueue pause -> {
                queue(pause).state = QueueState.PAUSED;
                yield describe(queue(pause));
            }
            case RandomOperation.ResumeQueue resume -> {
                queue(resume).state = QueueState.RUNNING;
                yield describe(queue(resume));
            }
            case RandomOperation.CreateTask create -> create(create, generatedId);
            case RandomOperation.GetTask get -> queue(get).get(get.id(), now).toString();
            case RandomOperation.DeleteTask delete -> {
                queue(delete).removeAndBlock(queue(delete).find(delete.id()), now);
                yield "OK";
            }
            case RandomOperation.RunTask run -> run(run);
            case RandomOperation.LeaseTasks lease ->
                queue(lease)
                        .lease(lease.max(), Duration.ofSeconds(lease.seconds()), lease.filter(), now)
                        .toString();
            case RandomOperation.UseLeaseToken use -> use(use);
            case RandomOperation.EndAttempt end -> end(end);
            case RandomOperation.Advance advance -> advance(now.plusMillis(advance.millis()));
        };
    }

    private String create(RandomOperation.CreateQueue create) {
        if (blocked.getOrDefault(create.queue(), Instant.MIN).isAfter(now)) {
            throw new Rejection(Code.FAILED_PRECONDITION, "recently");
        }
        if (queues.containsKey(create.queue())) {
            throw new Rejection(Code.ALREADY_EXISTS);
        }
        ReferenceQueue queue = new ReferenceQueue(
                ReferenceSettings.ALL.get(create.settings()),
                limits.taskNameReuse(),
                limits.leaseCallsPerSecond(),
                inFlight.computeIfAbsent(create.queue(), name -> new ArrayList<>()),
                now);
        queues.put(create.queue(), queue);
        return describe(queue);
    }

    private String update(RandomOperation.UpdateQueue update) {
        ReferenceQueue queue = queues.get(update.queue());
        if (queue == null) {
            return create(new RandomOperation.CreateQueue(update.queue(), update.settings()));
        }
        queue.update(ReferenceSettings.ALL.get(update.settings()), now);
        return describe(queue);
    }

    private String delete(RandomOperation.DeleteQueue delete) {
        queue(delete).deleted = true;
        queues.remove(delete.queue());
        blocked.put(delete.queue(), now.plus(limits.queueNameReuse()));
        return "OK";
    }

    private String create(RandomOperation.CreateTask create, String generatedId) {
        String id = create.id().isEmpty() ? generatedId : create.id();
        ReferenceQueue queue = queue(create);
        String tag = queue.settings.pull() ? create.tag() : "";
        return queue.create(id, tag, now.plusMillis(create.delayMillis()), now).toString();
    }

    private String run(RandomOperation.RunTask run) {
        ReferenceQueue queue = queue(run);
        queue.requirePush();
        ReferenceTask task = queue.find(run.id());
        queue.send(task, now);
        return run.id() + " " + task.dispatches;
    }

    private String use(RandomOperation.UseLeaseToken use) {
        ReferenceQueue queue = queue(use);
        Instant sent = queue.tasks.stream()
                .filter(task -> task.id.equals(use.id()))
                .map(task -> task.scheduleTime)
                .findAny()
                .orElse(now)
                .plus(use.offBy(), ChronoUnit.MICROS);
        ReferenceTask task = queue.leasedTask(use.id(), sent, now);
        switch (use.method()) {
            case ACKNOWLEDGE -> {
                queue.removeAndBlock(task, now);
                return "OK";
            }
            case RENEW -> task.scheduleTime = now.plusSeconds(7);
            case CANCEL -> task.scheduleTime = now;
        }
        return task.toString();
    }

    private String end(RandomOperation.EndAttempt end) {
        List<InFlight> attempts = inFlight.getOrDefault(end.queue(), List.of());
        if (attempts.isEmpty()) {
            return "none";
        }
        InFlight attempt = attempts.remove(end.which() % attempts.size());
        attempt.queue().settle(attempt, end.status(), now);
        return attempt.toString();
    }

    private String advance(Instant end) {
        queues.values().forEach(queue -> queue.pass(now, end));
        now = end;
        return "OK";
    }

    private ReferenceQueue queue(RandomOperation.OnQueue operation) {
        ReferenceQueue queue = queues.get(operation.queue());
        if (queue == null) {
            throw new Rejection(Code.NOT_FOUND);
        }
        return queue;
    }

    /** Returns a description of the whole visible state. */
    String snapshot() {
        StringBuilder text = new StringBuilder();
        queues.forEach((name, queue) -> {
            text.append(name).append(": ").append(describe(queue)).append('\n');
            List<ReferenceTask> waiting = queue.waiting();
            text.append("  stats: %d tasks, next %s, %d executed, %d in flight%n"
                    .formatted(
                            queue.tasks.size(),
                            waiting.isEmpty() ? null : waiting.getFirst().scheduleTime,
                            queue.executedLastMinute(now),
                            queue.inFlight));
            queue.tasks.stream()
                    .sorted(Comparator.comparing(task -> task.id))
                    .forEach(task -> text.append("  ").append(task).append('\n'));
        });
        inFlight.forEach((name, attempts) -> attempts.forEach(
                attempt -> text.append(name).append(": ").append(attempt).append('\n')));
        return text.toString();
    }

    private static String describe(ReferenceQueue queue) {
        ReferenceSettings settings = queue.settings;
        return "%s, %s, purged %s, %d/s, burst %d, %d slots"
                .formatted(
                        settings.pull() ? "pull" : "push",
                        queue.state,
                        queue.purgeTime,
                        settings.perSecond(),
                        settings.burst(),
                        settings.slots());
    }
}
