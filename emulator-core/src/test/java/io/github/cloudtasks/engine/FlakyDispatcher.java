package io.github.cloudtasks.engine;

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
 * A dispatcher whose targets answer on threads of their own, or at once, or not at all; it remembers what was
 * delivered.
 */
final class FlakyDispatcher implements Dispatcher, AutoCloseable {

    /** What became of one task; two tasks that bore one name are two. */
    static final class Deliveries {
        private final List<Integer> attempts = new ArrayList<>();
        private int successes;
        private int afterSuccess;

        /** The numbers of its attempts, from 0, in the order in which they came. */
        synchronized List<Integer> attempts() {
            return List.copyOf(attempts);
        }

        synchronized int successes() {
            return successes;
        }

        /** Attempts that came when the target had already said that the task is done. */
        synchronized int afterSuccess() {
            return afterSuccess;
        }

        private synchronized void came(int attempt) {
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
    public CompletionStage<Outcome> deliver(Dispatch dispatch) {
        QueueName queue = dispatch.queue().name();
        int now = inFlight.computeIfAbsent(queue, name -> new AtomicInteger()).incrementAndGet();
        mostInFlight.computeIfAbsent(queue, name -> new AtomicInteger()).accumulateAndGet(now, Math::max);
        of(dispatch.task()).came(dispatch.retryCount());
        int chance = ThreadLocalRandom.current().nextInt(100);
        if (chance < 3) {
            left(queue);
            throw new IllegalStateException("on purpose");
        }
        if (chance < 6) {
            left(queue);
            return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
        }
        if (chance < 15) {
            return CompletableFuture.completedFuture(answer(dispatch));
        }
        return CompletableFuture.supplyAsync(() -> answer(dispatch), threads);
    }

    /** What was delivered of {@code task}. */
    Deliveries of(Task task) {
        return deliveries.computeIfAbsent(task.name() + "#" + task.serial(), name -> new Deliveries());
    }

    /** The most attempts of a queue that were here at one time. */
    int mostInFlight(QueueName queue) {
        return mostInFlight.getOrDefault(queue, new AtomicInteger()).get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Outcome answer(Dispatch dispatch) {
        int chance = ThreadLocalRandom.current().nextInt(100);
        if (chance < 65) {
            of(dispatch.task()).succeeded();
        }
        left(dispatch.queue().name());
        return chance < 65
                ? new Outcome.Responded(200)
                : chance < 85
                        ? new Outcome.Responded(500)
                        : chance < 95 ? new Outcome.Unreachable("on purpose") : new Outcome.DeadlineExceeded();
    }

    private void left(QueueName queue) {
        inFlight.get(queue).decrementAndGet();
    }
}
