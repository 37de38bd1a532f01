package io.github.cloudtasks.server.history;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.HeaderLines;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.event.AttemptEffect;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Sample events of the queue {@code q}. */
final class HistoryEvents {
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    static final QueueName QUEUE = QueueName.of("p", "us-central1", "q");

    private HistoryEvents() {}

    /** Returns an attempt with this number of a POST task, dispatched three milliseconds after {@link #START}. */
    static Dispatch dispatch(String id, int number) {
        Queue queue = new Queue(
                QUEUE,
                PushTarget.PLAIN,
                new RateLimits(500, 100, 1000),
                RetryConfig.UNSET,
                QueueState.RUNNING,
                null,
                Duration.ofDays(31),
                Duration.ofHours(1),
                null);
        Attempt attempt = new Attempt(START, START.plusMillis(3), null, null);
        Payload post = new Payload.HttpRequest("http://a/", HttpMethod.POST, Map.of(), Bytes.EMPTY, null);
        Task task = new Task(
                QUEUE.task(id), 1, post, START, START, null, null, number, number - 1, attempt, attempt, false);
        return new Dispatch(task, queue, null, 0);
    }

    static Event started(Dispatch dispatch) {
        return new Event.AttemptStarted(START, dispatch);
    }

    /** Returns the end of an attempt whose request has a body of this size. */
    static Event ended(Dispatch dispatch, int bodySize) {
        TruncatedBody body = new TruncatedBody(Bytes.wrap(new byte[bodySize]), bodySize);
        RequestRecord request = new RequestRecord(HttpMethod.POST, "http://a/", "http://a/", HeaderLines.EMPTY, body);
        AttemptExchange exchange = new AttemptExchange(Duration.ofMillis(3), request, null, 0, loopback());
        return new Event.AttemptEnded(START, dispatch, new Responded(200), exchange);
    }

    static Event settled(Dispatch dispatch) {
        return new Event.AttemptSettled(START, dispatch, new AttemptEffect.Finished(FinishReason.COMPLETED));
    }

    private static InetSocketAddress loopback() {
        try {
            return new InetSocketAddress(InetAddress.getByName("::1"), 9000);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
