package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;

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
 * The attempts of one test, in the order in which they were sent. Each waits for the test to end it, unless the test
 * has said how all of them end.
 */
public final class FakeDispatcher {
    private final List<SentAttempt> sent = new ArrayList<>();
    private @Nullable Outcome always;
    private int taken;

    /** Every attempt from now on ends at once, with this HTTP status. */
    public void respondToAllWith(int status) {
        completeAllWith(new Outcome.Responded(status));
    }

    /** Every attempt from now on ends at once, like this. */
    public synchronized void completeAllWith(Outcome outcome) {
        always = outcome;
    }

    /** All attempts so far. */
    public synchronized List<SentAttempt> all() {
        return List.copyOf(sent);
    }

    /** How many attempts there have been. */
    public int count() {
        return all().size();
    }

    /** The first attempt that has not been taken; there must be one. */
    public synchronized SentAttempt next() {
        assertThat(sent).as("attempts of this test").hasSizeGreaterThan(taken);
        return sent.get(taken++);
    }

    /** There must be no attempt that has not been taken. */
    public synchronized void assertNoMore() {
        assertThat(sent.subList(taken, sent.size())).as("attempts not taken").isEmpty();
    }

    /** The ids of the tasks of all attempts so far. */
    public List<String> taskIds() {
        return all().stream().map(SentAttempt::taskId).toList();
    }

    CompletionStage<Outcome> deliver(Dispatch dispatch) {
        SentAttempt attempt = new SentAttempt(dispatch, new CompletableFuture<>());
        Outcome outcome;
        synchronized (this) {
            sent.add(attempt);
            outcome = always;
        }
        if (outcome != null) {
            attempt.complete(outcome);
        }
        return attempt.outcome;
    }

    /** One attempt, as the dispatcher got it. */
    public record SentAttempt(Dispatch dispatch, CompletableFuture<Outcome> outcome) {

        /** The id of its task. */
        public String taskId() {
            return dispatch.task().id();
        }

        /** When it was sent. */
        public Instant sentAt() {
            return Objects.requireNonNull(
                    Objects.requireNonNull(dispatch.task().lastAttempt()).dispatchTime());
        }

        /** Ends the attempt with an HTTP status. */
        public void respond(int status) {
            complete(new Outcome.Responded(status));
        }

        /** Ends the attempt. */
        public void complete(Outcome how) {
            outcome.complete(how);
        }
    }
}
