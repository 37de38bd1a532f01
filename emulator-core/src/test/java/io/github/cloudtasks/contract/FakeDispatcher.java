package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.model.task.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher that records the attempts of one test in the order of their dispatch. An attempt stays in flight until
 * the test completes it, unless the test has set an outcome for all attempts. Thread-safe.
 */
public final class FakeDispatcher {
    private final List<SentAttempt> sent = new ArrayList<>();
    private @Nullable Outcome outcomeOfAll;
    private int returned;

    /** Completes every later attempt at once with this HTTP status. */
    public void respondToAllWith(int status) {
        completeAllWith(new Outcome.Responded(status));
    }

    /** Completes every later attempt at once with this outcome. */
    public synchronized void completeAllWith(Outcome outcome) {
        outcomeOfAll = outcome;
    }

    /** Returns all attempts so far. */
    public synchronized List<SentAttempt> all() {
        return List.copyOf(sent);
    }

    /** Returns the number of attempts so far. */
    public int count() {
        return all().size();
    }

    /** Returns the first attempt that {@code next} has not returned yet. Fails if there is none. */
    public synchronized SentAttempt next() {
        assertThat(sent).as("attempts of this test").hasSizeGreaterThan(returned);
        return sent.get(returned++);
    }

    /** Fails if there is an attempt that {@link #next} has not returned yet. */
    public synchronized void assertNoMore() {
        assertThat(sent.subList(returned, sent.size()))
                .as("unexpected attempts")
                .isEmpty();
    }

    /** Returns the ids of the tasks of all attempts so far. */
    public List<String> taskIds() {
        return all().stream().map(SentAttempt::taskId).toList();
    }

    CompletionStage<DeliveryResult> deliver(Dispatch dispatch) {
        SentAttempt attempt = new SentAttempt(dispatch, new CompletableFuture<>());
        Outcome outcome;
        synchronized (this) {
            sent.add(attempt);
            outcome = outcomeOfAll;
        }
        if (outcome != null) {
            attempt.complete(outcome);
        }
        return attempt.outcome.thenApply(DeliveryResult::of);
    }

    /** One attempt, as the dispatcher received it. */
    public record SentAttempt(Dispatch dispatch, CompletableFuture<Outcome> outcome) {

        /** Returns the id of the task. */
        public String taskId() {
            return dispatch.task().id();
        }

        /** Returns the dispatch time. */
        public Instant sentAt() {
            return Objects.requireNonNull(
                    Objects.requireNonNull(dispatch.task().lastAttempt()).dispatchTime());
        }

        /** Completes the attempt with an HTTP status. */
        public void respond(int status) {
            complete(new Outcome.Responded(status));
        }

        /** Completes the attempt. */
        public void complete(Outcome result) {
            outcome.complete(result);
        }
    }
}
