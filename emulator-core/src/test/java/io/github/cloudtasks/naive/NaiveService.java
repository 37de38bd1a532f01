package io.github.cloudtasks.naive;

import io.github.cloudtasks.ApiException.Code;
import io.github.cloudtasks.engine.Limits;
import io.github.cloudtasks.model.QueueState;
import io.github.cloudtasks.naive.NaiveQueue.InFlight;
import io.github.cloudtasks.naive.NaiveQueue.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The service on naive queues. It answers in words that can be compared. */
final class NaiveService {
    private final Limits limits;
    private final Map<String, NaiveQueue> queues = new TreeMap<>();
    private final Map<String, Instant> blocked = new HashMap<>();
    private final Map<String, List<InFlight>> inFlight = new TreeMap<>();
    private Instant now;

    NaiveService(Limits limits, Instant now) {
        this.limits = limits;
        this.now = now;
    }

    /** Does it, and lets happen what is due then. */
    String apply(Operation operation, String generatedId) {
        String answer;
        try {
            answer = answer(operation, generatedId);
        } catch (Refusal refusal) {
            answer = String.valueOf(refusal.getMessage());
        }
        queues.values().forEach(queue -> queue.pass(now, now));
        return answer;
    }

    private String answer(Operation operation, String generatedId) {
        return switch (operation) {
            case Operation.CreateQueue create -> create(create);
            case Operation.UpdateQueue update -> update(update);
            case Operation.DeleteQueue delete -> delete(delete);
            case Operation.PurgeQueue purge -> {
                queue(purge).purge(now);
                yield shown(queue(purge));
            }
            case Operation.PauseQueue pause -> {
                queue(pause).state = QueueState.PAUSED;
                yield shown(queue(pause));
            }
            case Operation.ResumeQueue resume -> {
                queue(resume).state = QueueState.RUNNING;
                yield shown(queue(resume));
            }
            case Operation.CreateTask create -> create(create, generatedId);
            case Operation.GetTask get -> queue(get).get(get.id(), now).toString();
            case Operation.DeleteTask delete -> {
                queue(delete).bury(queue(delete).find(delete.id()), now);
                yield "OK";
            }
            case Operation.RunTask run -> run(run);
            case Operation.LeaseTasks lease ->
                queue(lease)
                        .lease(lease.max(), Duration.ofSeconds(lease.seconds()), lease.filter(), now)
                        .toString();
            case Operation.HoldLease hold -> hold(hold);
            case Operation.EndAttempt end -> end(end);
            case Operation.Advance advance -> advance(now.plusMillis(advance.millis()));
        };
    }

    private String create(Operation.CreateQueue create) {
        if (blocked.getOrDefault(create.queue(), Instant.MIN).isAfter(now)) {
            throw new Refusal(Code.FAILED_PRECONDITION, "recently");
        }
        if (queues.containsKey(create.queue())) {
            throw new Refusal(Code.ALREADY_EXISTS);
        }
        NaiveQueue queue = new NaiveQueue(
                Settings.ALL.get(create.settings()),
                limits.taskNameReuse(),
                limits.leaseCallsPerSecond(),
                inFlight.computeIfAbsent(create.queue(), name -> new ArrayList<>()),
                now);
        queues.put(create.queue(), queue);
        return shown(queue);
    }

    private String update(Operation.UpdateQueue update) {
        NaiveQueue queue = queues.get(update.queue());
        if (queue == null) {
            return create(new Operation.CreateQueue(update.queue(), update.settings()));
        }
        queue.update(Settings.ALL.get(update.settings()), now);
        return shown(queue);
    }

    private String delete(Operation.DeleteQueue delete) {
        queue(delete).deleted = true;
        queues.remove(delete.queue());
        blocked.put(delete.queue(), now.plus(limits.queueNameReuse()));
        return "OK";
    }

    private String create(Operation.CreateTask create, String generatedId) {
        String id = create.id().isEmpty() ? generatedId : create.id();
        NaiveQueue queue = queue(create);
        String tag = queue.settings.pull() ? create.tag() : "";
        return queue.create(id, tag, now.plusMillis(create.delayMillis()), now).toString();
    }

    private String run(Operation.RunTask run) {
        NaiveQueue queue = queue(run);
        queue.requirePush();
        NaiveTask task = queue.find(run.id());
        queue.send(task, now);
        return run.id() + " " + task.dispatches;
    }

    private String hold(Operation.HoldLease hold) {
        NaiveQueue queue = queue(hold);
        Instant sent = queue.tasks.stream()
                .filter(task -> task.id.equals(hold.id()))
                .map(task -> task.scheduleTime)
                .findAny()
                .orElse(now)
                .plus(hold.offBy(), ChronoUnit.MICROS);
        NaiveTask task = queue.held(hold.id(), sent, now);
        switch (hold.verb()) {
            case ACKNOWLEDGE -> {
                queue.bury(task, now);
                return "OK";
            }
            case RENEW -> task.scheduleTime = now.plusSeconds(7);
            case CANCEL -> task.scheduleTime = now;
        }
        return task.toString();
    }

    private String end(Operation.EndAttempt end) {
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

    private NaiveQueue queue(Operation.OnQueue operation) {
        NaiveQueue queue = queues.get(operation.queue());
        if (queue == null) {
            throw new Refusal(Code.NOT_FOUND);
        }
        return queue;
    }

    /** Everything that can be seen. */
    String snapshot() {
        StringBuilder text = new StringBuilder();
        queues.forEach((name, queue) -> {
            text.append(name).append(": ").append(shown(queue)).append('\n');
            List<NaiveTask> waiting = queue.waiting();
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

    private static String shown(NaiveQueue queue) {
        Settings settings = queue.settings;
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
