package io.github.cloudtasks.engine;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A dispatcher for stress tests. Attempts complete at random: on other threads, at once, exceptionally or with a
 * failure. It records all deliveries. Thread-safe.
 */
final class FlakyDispatcher implements Dispatcher, AutoCloseable {

    /** The deliveries of one task. Tasks with the same name are separate. */
    static final class Deliveries {
        private final List<Integer> attempts = new ArrayList<>();
        private int successes;
        private int afterSuccess;

        /** Returns the retry counts of the attempts, from 0, in order of arrival. */
        synchronized List<Integer> attempts() {
            return List.copyOf(attempts);
        }

        synchronized int successes() {
            return successes;
        }

        /** Returns the number of attempts that arrived after the target had completed the task. */
        synchronized int afterSuccess() {
            return afterSuccess;
        }

        private synchronized void arrived(int attempt) {
            attempts.add(attempt);
            afterSuccess += successes > 0 ? 1 : 0;
        }

        private synchronized void succeeded() {
            successes++;
        }
    }

    private final Map<String, Deliveries> deliveries = new ConcurrentHashMap<>();
    private final Map<QueueName, AtomicInteger> inFlight = new ConcurrentHashMap<>();
    private final Map<QueueName, AtomicInteger> mostInFlight = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    @Override
    public CompletionStage<DeliveryResult> deliver(Dispatch dispatch) {
        QueueName queue = dispatch.queue().name();
        int now = inFlight.computeIfAbsent(queue, name -> new AtomicInteger()).incrementAndGet();
        mostInFlight.computeIfAbsent(queue, name -> new AtomicInteger()).accumulateAndGet(now, Math::max);
        of(dispatch.task()).arrived(dispatch.retryCount());
        int chance = ThreadLocalRandom.current().nextInt(100);
        if (chance < 3) {
            completed(queue);
            throw new IllegalStateException("simulated failure");
        }
        if (chance < 6) {
            completed(queue);
            return CompletableFuture.failedFuture(new IllegalStateException("simulated failure"));
        }
        if (chance < 15) {
            return CompletableFuture.completedFuture(DeliveryResult.of(outcome(dispatch)));
        }
        return CompletableFuture.supplyAsync(() -> DeliveryResult.of(outcome(dispatch)), threads);
    }

    /** Returns the deliveries of {@code task}. */
    Deliveries of(Task task) {
        return deliveries.computeIfAbsent(task.name() + "#" + task.serial(), name -> new Deliveries());
    }

    /** Returns the maximum number of attempts of a queue that were in flight at one time. */
    int mostInFlight(QueueName queue) {
        return mostInFlight.getOrDefault(queue, new AtomicInteger()).get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Outcome outcome(Dispatch dispatch) {
        int chance = ThreadLocalRandom.current().nextInt(100);
        if (chance < 65) {
            of(dispatch.task()).succeeded();
        }
        completed(dispatch.queue().name());
        return chance < 65
                ? new Outcome.Responded(200)
                : chance < 85
                        ? new Outcome.Responded(500)
                        : chance < 95 ? new Outcome.Unreachable("simulated failure") : new Outcome.DeadlineExceeded();
    }

    private void completed(QueueName queue) {
        inFlight.get(queue).decrementAndGet();
    }
}
