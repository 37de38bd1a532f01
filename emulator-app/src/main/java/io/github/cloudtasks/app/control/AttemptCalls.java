package io.github.cloudtasks.app.control;

import com.google.protobuf.Message;
import io.github.cloudtasks.dispatcher.AttemptLog;
import io.github.cloudtasks.dispatcher.RecordedAttempt;
import io.github.cloudtasks.proto.emulator.v1.ListAttemptsResponse;
import io.github.cloudtasks.rest.transcode.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Lists what was dispatched and what came back. */
final class AttemptCalls {
  private static final Set<String> PARAMETERS = Set.of("queue", "task", "after", "limit", "timeout");

  private final AttemptLog attempts;

  AttemptCalls(AttemptLog attempts) {
    this.attempts = attempts;
  }

  /** Those of a queue or a task or all, after a serial; with a timeout it waits until there is one. */
  Answer list(ControlCall call) {
    call.allowParameters(PARAMETERS);
    Predicate<RecordedAttempt> wanted = wanted(call.parameter("queue"), call.parameter("task"));
    int after = number("after", call.parameter("after"), 0);
    int limit = number("limit", call.parameter("limit"), AttemptLog.MOST_ATTEMPTS);
    String timeout = call.parameter("timeout");
    if (timeout.isEmpty()) {
      return call.with(response(found(wanted, after), limit));
    }
    Duration patience = Patience.of(timeout);
    Awaited awaited = new Awaited(wanted);
    awaited.lookAfter(after);
    return call.when(
        awaited.found,
        patience,
        () -> "No such attempt has ended within " + timeout + ".",
        found -> response(found, limit));
  }

  private List<RecordedAttempt> found(Predicate<RecordedAttempt> wanted, long after) {
    return attempts.after(after).stream().filter(wanted).toList();
  }

  /** Looks whenever an attempt has ended, until there is one that is wanted. */
  private final class Awaited {
    private final Predicate<RecordedAttempt> wanted;
    private final CompletableFuture<List<RecordedAttempt>> found = new CompletableFuture<>();
    private volatile Future<?> next = CompletableFuture.completedFuture(null);

    Awaited(Predicate<RecordedAttempt> wanted) {
      this.wanted = wanted;
      CompletableFuture<List<RecordedAttempt>> unused =
          found.whenComplete((given, failure) -> next.cancel(false));
    }

    void lookAfter(long serial) {
      CompletableFuture<RecordedAttempt> ended = attempts.next(serial);
      next = ended;
      CompletableFuture<Void> unused = ended.thenAcceptAsync(attempt -> look(serial, attempt));
      if (found.isDone()) {
        // Perhaps it was done just before there was something to cancel.
        ended.cancel(false);
      }
    }

    private void look(long serial, RecordedAttempt first) {
      List<RecordedAttempt> matching = found(wanted, serial);
      if (matching.isEmpty()) {
        lookAfter(first.serial());
      } else {
        found.complete(matching);
      }
    }
  }

  private static Predicate<RecordedAttempt> wanted(String queue, String task) {
    return attempt ->
        (queue.isEmpty() || attempt.task().queue().toString().equals(queue))
            && (task.isEmpty() || attempt.task().toString().equals(task));
  }

  private Message response(List<RecordedAttempt> found, int limit) {
    ListAttemptsResponse.Builder message =
        ListAttemptsResponse.newBuilder().setLastSerial(Math.toIntExact(attempts.lastSerial()));
    found.stream().limit(limit).map(AttemptMessages::of).forEach(message::addAttempts);
    return message.build();
  }

  private static int number(String name, String text, int fallback) {
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      return Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw Failure.invalid(name + " must be a number, not \"" + text + "\".");
    }
  }
}
