package io.github.cloudtasks.server.control;

import com.google.protobuf.Message;
import io.github.cloudtasks.proto.emulator.v1.ListAttemptsResponse;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.history.AttemptLog;
import io.github.cloudtasks.server.history.AttemptRecord;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Handles {@code GET /emulator/v1/attempts}. */
final class AttemptsHandler {
    private static final Set<String> PARAMETERS = Set.of("queue", "task", "after", "limit", "timeout");

    private final AttemptLog attempts;

    AttemptsHandler(AttemptLog attempts) {
        this.attempts = attempts;
    }

    /** Lists the attempts of a queue, of a task, or all, after a serial. With a timeout, waits until there is one. */
    CompletableFuture<RestResponse> list(ControlRequest request) {
        request.allowParameters(PARAMETERS);
        Predicate<AttemptRecord> wanted = wanted(
                ControlParameters.queueName(request.parameter("queue")),
                ControlParameters.taskName(request.parameter("task")));
        int after = ControlParameters.number("after", request.parameter("after"), 0, 0);
        int limit = ControlParameters.number("limit", request.parameter("limit"), 1, AttemptLog.MAX_ATTEMPTS);
        String timeout = request.parameter("timeout");
        if (timeout.isEmpty()) {
            return request.with(found(wanted, after).response(limit));
        }
        Duration waitTime = ControlParameters.timeout(timeout);
        PendingQuery pending = new PendingQuery(wanted);
        pending.queryAfter(after);
        return request.when(
                pending.found,
                waitTime,
                () -> "No such attempt has ended within " + timeout + ".",
                found -> found.response(limit));
    }

    private Found found(Predicate<AttemptRecord> wanted, long after) {
        // In this order, an attempt that ends in between is found now or by the next request, but never missed.
        long known = attempts.lastSerial();
        return new Found(attempts.after(after).stream().filter(wanted).toList(), known);
    }

    /**
     * The attempts that one query has found.
     *
     * @param wanted the matching attempts
     * @param known the serial of the last attempt at the time of the query, matching or not
     */
    private record Found(List<AttemptRecord> wanted, long known) {

        /** Returns the first attempts, and the serial from which the next request continues. */
        Message response(int limit) {
            List<AttemptRecord> listed = wanted.subList(0, Math.min(limit, wanted.size()));
            long last = listed.isEmpty() ? 0 : listed.getLast().serial();
            boolean cut = listed.size() < wanted.size();
            return ListAttemptsResponse.newBuilder()
                    .addAllAttempts(listed.stream().map(AttemptMapper::of).toList())
                    .setLastSerial(Math.toIntExact(cut ? last : Math.max(known, last)))
                    .build();
        }
    }

    /** Queries after every attempt that ends, until one matches. */
    private final class PendingQuery {
        private final Predicate<AttemptRecord> wanted;
        private final CompletableFuture<Found> found = new CompletableFuture<>();
        private volatile Future<?> next = CompletableFuture.completedFuture(null);

        PendingQuery(Predicate<AttemptRecord> wanted) {
            this.wanted = wanted;
            CompletableFuture<Found> unused = found.whenComplete((given, failure) -> next.cancel(false));
        }

        void queryAfter(long serial) {
            CompletableFuture<AttemptRecord> ended = attempts.next(serial);
            next = ended;
            CompletableFuture<Void> unused = ended.thenAcceptAsync(attempt -> query(serial, attempt));
            if (found.isDone()) {
                // The result may have been completed before this future existed.
                ended.cancel(false);
            }
        }

        private void query(long serial, AttemptRecord first) {
            Found matching = found(wanted, serial);
            if (matching.wanted().isEmpty()) {
                queryAfter(first.serial());
            } else {
                found.complete(matching);
            }
        }
    }

    private static Predicate<AttemptRecord> wanted(String queue, String task) {
        return attempt -> (queue.isEmpty() || attempt.task().queue().toString().equals(queue))
                && (task.isEmpty() || attempt.task().toString().equals(task));
    }
}
