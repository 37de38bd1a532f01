package io.github.cloudtasks.dispatcher.attempts;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatcher.http.Response;
import io.github.cloudtasks.dispatcher.request.DispatchRequest;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes note of how an attempt ended, on its way from the start to its entry in the log of attempts. */
public final class AttemptRecorder {
    private static final Logger log = LoggerFactory.getLogger(AttemptRecorder.class);

    private final AttemptLog attempts;
    private final Dispatch dispatch;
    private final long era;
    private final long start = System.nanoTime();

    /** The attempt starts now. */
    public AttemptRecorder(AttemptLog attempts, Dispatch dispatch) {
        this.attempts = attempts;
        this.dispatch = dispatch;
        this.era = attempts.era();
    }

    /** How long the attempt has taken so far, in nanoseconds. */
    public long elapsed() {
        return System.nanoTime() - start;
    }

    /**
     * The attempt has ended: it is listed, its outcome is completed, and then it is handed to those that wait for it.
     *
     * @param request the last one; null if none could be made
     * @param response the last one, if the outcome is one
     * @param redirects how many were followed
     */
    public void end(
            CompletableFuture<Outcome> outcome,
            Outcome how,
            @Nullable DispatchRequest request,
            @Nullable Response response,
            int redirects) {
        long serial = 0;
        try {
            report(how);
            serial = attempts.record(era, attempt(how, request, response, redirects));
        } catch (RuntimeException e) {
            log.error(
                    "{} could not be recorded; this is a bug in the emulator",
                    dispatch.task().name(),
                    e);
        } finally {
            outcome.complete(how);
        }
        attempts.announce(serial);
    }

    private AttemptRecord attempt(
            Outcome how, @Nullable DispatchRequest request, @Nullable Response response, int redirects) {
        Task task = dispatch.task();
        return new AttemptRecord(
                0,
                task.name(),
                task.dispatchCount(),
                dispatchTime(task),
                Duration.ofNanos(elapsed()),
                request == null ? null : RequestRecord.of(request),
                how,
                response,
                redirects);
    }

    /** The engine writes it into every task that it dispatches. */
    private static Instant dispatchTime(Task task) {
        Attempt last = task.lastAttempt();
        return last == null || last.dispatchTime() == null ? task.scheduleTime() : last.dispatchTime();
    }

    /** One line per attempt; what follows from it is the engine's to say. */
    private void report(Outcome how) {
        if (log.isDebugEnabled()) {
            Task task = dispatch.task();
            log.debug("{} attempt {}: {} after {} ms", task.name(), task.dispatchCount(), how, elapsed() / 1_000_000);
        }
    }
}
