package io.github.cloudtasks.server.control;

import com.google.protobuf.Message;
import io.github.cloudtasks.dispatcher.attempts.AttemptLog;
import io.github.cloudtasks.dispatcher.attempts.AttemptRecord;
import io.github.cloudtasks.proto.emulator.v1.ListAttemptsResponse;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Lists what was dispatched and what came back. */
final class AttemptsHandler {
    private static final Set<String> PARAMETERS = Set.of("queue", "task", "after", "limit", "timeout");

    private final AttemptLog attempts;

    AttemptsHandler(AttemptLog attempts) {
        this.attempts = attempts;
    }

    /** Those of a queue or a task or all, after a serial; with a timeout it waits until there is one. */
    CompletableFuture<RestResponse> list(ControlRequest call) {
        call.allowParameters(PARAMETERS);
        Predicate<AttemptRecord> wanted = wanted(
                ControlParameters.queueName(call.parameter("queue")),
                ControlParameters.taskName(call.parameter("task")));
        int after = number("after", call.parameter("after"), 0, 0);
        int limit = number("limit", call.parameter("limit"), 1, AttemptLog.MAX_ATTEMPTS);
        String timeout = call.parameter("timeout");
        if (timeout.isEmpty()) {
            return call.with(found(wanted, after).response(limit));
        }
        Duration patience = ControlParameters.timeout(timeout);
        Awaited awaited = new Awaited(wanted);
        awaited.lookAfter(after);
        return call.when(
                awaited.found,
                patience,
                () -> "No such attempt has ended within " + timeout + ".",
                found -> found.response(limit));
    }

    private Found found(Predicate<AttemptRecord> wanted, long after) {
        // In this order: what ends in between is found now or again next time, never left out.
        long known = attempts.lastSerial();
        return new Found(attempts.after(after).stream().filter(wanted).toList(), known);
    }

    /**
     * What one look has found.
     *
     * @param known the serial of the last attempt at that time, wanted or not
     */
    private record Found(List<AttemptRecord> wanted, long known) {

        /** The first of them, and where to go on from. */
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

    /** Looks whenever an attempt has ended, until there is one that is wanted. */
    private final class Awaited {
        private final Predicate<AttemptRecord> wanted;
        private final CompletableFuture<Found> found = new CompletableFuture<>();
        private volatile Future<?> next = CompletableFuture.completedFuture(null);

        Awaited(Predicate<AttemptRecord> wanted) {
            this.wanted = wanted;
            CompletableFuture<Found> unused = found.whenComplete((given, failure) -> next.cancel(false));
        }

        void lookAfter(long serial) {
            CompletableFuture<AttemptRecord> ended = attempts.next(serial);
            next = ended;
            CompletableFuture<Void> unused = ended.thenAcceptAsync(attempt -> look(serial, attempt));
            if (found.isDone()) {
                // Perhaps it was done just before there was something to cancel.
                ended.cancel(false);
            }
        }

        private void look(long serial, AttemptRecord first) {
            Found matching = found(wanted, serial);
            if (matching.wanted().isEmpty()) {
                lookAfter(first.serial());
            } else {
                found.complete(matching);
            }
        }
    }

    private static Predicate<AttemptRecord> wanted(String queue, String task) {
        return attempt -> (queue.isEmpty() || attempt.task().queue().toString().equals(queue))
                && (task.isEmpty() || attempt.task().toString().equals(task));
    }

    private static int number(String name, String text, int least, int fallback) {
        if (text.isEmpty()) {
            return fallback;
        }
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= least) {
            return Integer.parseInt(text);
        }
        throw ControlException.invalid(
                name + " must be a whole number from " + least + " to 999999999, not \"" + text + "\".");
    }
}
