package io.github.cloudtasks.reference;

import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.QueueState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A simple queue, written from the documentation: lists and loops over them. */
final class ReferenceQueue {
    static final Duration TASK_TTL = Duration.ofDays(31);

    /** Sorting is stable, so tasks with the same schedule time stay in the order of creation. */
    private static final Comparator<ReferenceTask> ORDER = Comparator.comparing(task -> task.scheduleTime);

    /** An attempt in flight. */
    record InFlight(
            ReferenceQueue queue,
            ReferenceTask task,
            int number,
            ReferenceTask.Attempt sent,
            ReferenceTask.@Nullable Attempt previous) {
        @Override
        public String toString() {
            return "attempt %d of %s: %s after %s".formatted(number, task.id, sent, previous);
        }
    }

    /** In the order of creation. */
    final List<ReferenceTask> tasks = new ArrayList<>();

    private final Duration nameReuse;
    private final Map<String, Instant> blocked = new HashMap<>();
    private final List<Instant> executions = new ArrayList<>();
    private final List<InFlight> out;
    private final ReferenceBucket bucket;
    private final ReferenceBucket leaseCalls;
    ReferenceSettings settings;
    QueueState state = QueueState.RUNNING;

    @Nullable
    Instant purgeTime;

    int inFlight;
    boolean deleted;

    /**
     * Creates a queue without tasks.
     *
     * @param out receives the attempts that are dispatched
     */
    ReferenceQueue(
            ReferenceSettings settings, Duration nameReuse, int leaseCallsPerSecond, List<InFlight> out, Instant now) {
        this.settings = settings;
        this.nameReuse = nameReuse;
        this.out = out;
        this.bucket = new ReferenceBucket(settings.perSecond(), settings.burst(), now);
        this.leaseCalls = new ReferenceBucket(leaseCallsPerSecond, leaseCallsPerSecond, now);
    }

    void update(ReferenceSettings requested, Instant now) {
        if (requested.pull() != settings.pull()) {
            throw new Rejection(Code.INVALID_ARGUMENT);
        }
        if (requested.perSecond() != settings.perSecond() || requested.burst() != settings.burst()) {
            bucket.configure(requested.perSecond(), requested.burst(), now);
        }
        settings = requested;
    }

    void purge(Instant now) {
        List.copyOf(tasks).forEach(task -> removeAndBlock(task, now));
        purgeTime = now;
    }

    ReferenceTask create(String id, String tag, Instant scheduleTime, Instant now) {
        if (tasks.stream().anyMatch(task -> task.id.equals(id))) {
            throw new Rejection(Code.ALREADY_EXISTS);
        }
        if (isBlocked(id, now)) {
            throw new Rejection(Code.ALREADY_EXISTS, "recently");
        }
        ReferenceTask task = new ReferenceTask(id, tag, now, scheduleTime.isBefore(now) ? now : scheduleTime);
        tasks.add(task);
        return task;
    }

    ReferenceTask get(String id, Instant now) {
        if (isBlocked(id, now)) {
            throw new Rejection(Code.NOT_FOUND, "recently");
        }
        return find(id);
    }

    ReferenceTask find(String id) {
        return tasks.stream()
                .filter(task -> task.id.equals(id))
                .findAny()
                .orElseThrow(() -> new Rejection(Code.NOT_FOUND));
    }

    void removeAndBlock(ReferenceTask task, Instant now) {
        tasks.remove(task);
        blocked.put(task.id, now.plus(nameReuse));
    }

    /** Advances the time to {@code end}: tasks are dispatched or expire, one instant after the other. */
    void pass(Instant from, Instant end) {
        Instant now = from;
        while (!deleted && !now.isAfter(end)) {
            expire(now);
            while (!nextDispatch(now).isAfter(now)) {
                bucket.take(now);
                send(waiting().getFirst(), now);
            }
            now = earlier(nextDispatch(now), nextExpiry());
        }
    }

    void send(ReferenceTask task, Instant now) {
        ReferenceTask.Attempt previous = task.last;
        ReferenceTask.Attempt sent = task.dispatch(now);
        task.waiting = false;
        inFlight++;
        out.add(new InFlight(this, task, task.dispatches, sent, previous));
    }

    void settle(InFlight attempt, int status, Instant now) {
        if (deleted) {
            return;
        }
        inFlight--;
        executions.add(now);
        ReferenceTask task = attempt.task();
        if (!tasks.contains(task)) {
            return;
        }
        if (status / 100 == 2 || status == 304) {
            removeAndBlock(task, now);
            return;
        }
        task.responses += status > 0 && status < 500 ? 1 : 0;
        if (attempt.number() < task.dispatches) {
            return;
        }
        task.last = new ReferenceTask.Attempt(
                attempt.sent().scheduleTime(), attempt.sent().dispatchTime(), now, status);
        if (isUsedUp(task, now)) {
            removeAndBlock(task, now);
        } else {
            task.scheduleTime = now.plus(backoff(task.dispatches));
            task.waiting = true;
        }
    }

    List<ReferenceTask> lease(int max, Duration duration, String filter, Instant now) {
        requirePull();
        if (state != QueueState.RUNNING) {
            throw new Rejection(Code.FAILED_PRECONDITION);
        }
        if (leaseCalls.nextToken(now).isAfter(now)) {
            throw new Rejection(Code.RESOURCE_EXHAUSTED);
        }
        leaseCalls.take(now);
        List<ReferenceTask> leased = new ArrayList<>();
        for (ReferenceTask task : candidates(filter, now)) {
            if (isUsedUp(task, now)) {
                removeAndBlock(task, now);
            } else if (leased.size() == max) {
                break;
            } else {
                leased.add(task);
            }
        }
        for (ReferenceTask task : leased) {
            task.dispatch(now);
            task.scheduleTime = now.plus(duration);
            executions.add(now);
        }
        return leased;
    }

    ReferenceTask leasedTask(String id, Instant scheduleTime, Instant now) {
        requirePull();
        ReferenceTask task = find(id);
        if (task.dispatches == 0 || !task.scheduleTime.equals(scheduleTime) || !scheduleTime.isAfter(now)) {
            throw new Rejection(Code.FAILED_PRECONDITION);
        }
        return task;
    }

    void requirePush() {
        if (settings.pull()) {
            throw new Rejection(Code.FAILED_PRECONDITION);
        }
    }

    /** Returns the number of executions within the last minute, to the second. */
    long executedLastMinute(Instant now) {
        return executions.stream()
                .filter(when -> now.getEpochSecond() - when.getEpochSecond() < 60)
                .count();
    }

    /** Returns the tasks that are not in flight, by schedule time and id. */
    List<ReferenceTask> waiting() {
        return tasks.stream().filter(task -> task.waiting).sorted(ORDER).toList();
    }

    private void requirePull() {
        if (!settings.pull()) {
            throw new Rejection(Code.FAILED_PRECONDITION);
        }
    }

    private List<ReferenceTask> candidates(String filter, Instant now) {
        List<ReferenceTask> due = waiting().stream()
                .filter(task -> !task.scheduleTime.isAfter(now))
                .toList();
        if (filter.isEmpty()) {
            return due;
        }
        if (filter.startsWith("tag=")) {
            return due.stream()
                    .filter(task -> task.tag.equals(filter.substring(4)))
                    .toList();
        }
        for (ReferenceTask oldest : due) {
            if (!isUsedUp(oldest, now)) {
                return due.stream().filter(task -> task.tag.equals(oldest.tag)).toList();
            }
            removeAndBlock(oldest, now);
        }
        return List.of();
    }

    private void expire(Instant now) {
        for (ReferenceTask task : List.copyOf(tasks)) {
            if (!task.createTime.plus(TASK_TTL).isAfter(now)) {
                removeAndBlock(task, now);
            }
        }
    }

    private Instant nextExpiry() {
        return tasks.stream()
                .map(task -> task.createTime.plus(TASK_TTL))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    private Instant nextDispatch(Instant now) {
        List<ReferenceTask> waiting = waiting();
        if (settings.pull() || waiting.isEmpty() || state != QueueState.RUNNING || inFlight >= settings.slots()) {
            return Instant.MAX;
        }
        Instant token = bucket.nextToken(now);
        Instant due = waiting.getFirst().scheduleTime;
        return token.isAfter(due) ? token : due;
    }

    private boolean isBlocked(String id, Instant now) {
        return blocked.getOrDefault(id, Instant.MIN).isAfter(now)
                && tasks.stream().noneMatch(task -> task.id.equals(id));
    }

    private boolean isUsedUp(ReferenceTask task, Instant now) {
        RetryConfig limits = settings.retries();
        if (task.dispatches == 0 || (limits.maxAttempts() == -1 && limits.maxRetryDuration() == null)) {
            return false;
        }
        boolean attemptsLeft = limits.maxAttempts() != -1 && task.dispatches < limits.maxAttempts();
        boolean timeLeft = limits.maxRetryDuration() != null
                && now.isBefore(Objects.requireNonNull(task.firstDispatch).plus(limits.maxRetryDuration()));
        return !attemptsLeft && !timeLeft;
    }

    /**
     * Returns the backoff, computed step by step: doubled {@code maxDoublings} times, then longer by the last step each
     * time.
     */
    private Duration backoff(int retry) {
        RetryConfig config = settings.retries();
        Duration wait = Objects.requireNonNull(config.minBackoff());
        Duration step = wait;
        for (int i = 1; i < retry && wait.compareTo(config.maxBackoff()) < 0; i++) {
            if (i <= config.maxDoublings()) {
                wait = wait.multipliedBy(2);
                step = wait;
            } else {
                wait = wait.plus(step);
            }
        }
        return wait.compareTo(config.maxBackoff()) < 0 ? wait : config.maxBackoff();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** An error, reduced to what is compared. */
    static final class Rejection extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Rejection(Code code) {
            this(code, "");
        }

        Rejection(Code code, String suffix) {
            super((code + " " + suffix).strip());
        }
    }
}
