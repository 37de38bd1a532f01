package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatcher.http.HttpClient;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.dispatcher.request.DispatchRequest;
import io.github.cloudtasks.dispatcher.request.DispatchRequestFactory;
import io.github.cloudtasks.dispatcher.request.RedirectPolicy;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Outcome.DeadlineExceeded;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import io.github.cloudtasks.model.task.Task;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt, from its first request to its outcome, redirects included. Confined to the event loop after
 * {@link #send}, apart from {@link #result}.
 */
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Dispatch dispatch;
    private final HttpClient client;
    private final RedirectPolicy redirectPolicy;
    private final long start = System.nanoTime();
    private final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    private @Nullable DispatchRequest request;
    private int redirects;
    private @Nullable InetSocketAddress remoteAddress;

    /** The pending response to {@link #request}. */
    private @Nullable CompletableFuture<ResponseRecord> pending;

    private boolean ended;

    Delivery(Dispatch dispatch, HttpClient client, RedirectPolicy redirectPolicy) {
        this.dispatch = dispatch;
        this.client = client;
        this.redirectPolicy = redirectPolicy;
    }

    CompletionStage<DeliveryResult> result() {
        return result;
    }

    /** Sends a request, then those of its redirects, within the deadline of the attempt. */
    void send(DispatchRequest next) {
        request = next;
        remoteAddress = null;
        Duration timeLeft = DispatchRequestFactory.deadline(dispatch).minus(elapsed());
        CompletableFuture<ResponseRecord> sent = client.send(next.http(), timeLeft, address -> remoteAddress = address);
        pending = sent;
        CompletableFuture<ResponseRecord> unused = sent.whenComplete(this::completed);
    }

    /** Ends the attempt as unreachable, unless it has ended. */
    void fail(String reason) {
        end(new Unreachable(reason), null);
    }

    private void completed(@Nullable ResponseRecord response, @Nullable Throwable failure) {
        if (ended) {
            return;
        }
        try {
            if (response != null) {
                received(response);
            } else {
                end(outcomeOf(failure), null);
            }
        } catch (RuntimeException e) {
            log.error("{}: the response could not be processed; this is a bug in the emulator", name(), e);
            fail("the response could not be processed: " + e);
        }
    }

    private void received(ResponseRecord response) {
        DispatchRequest sent = request;
        DispatchRequest next =
                sent == null ? null : redirectPolicy.follow(sent, response.status(), response.header("Location"));
        if (next == null) {
            end(outcomeOf(response), response);
        } else {
            redirects++;
            send(next);
        }
    }

    /** Returns the outcome of a response, with {@code Retry-After} where the engine considers it. */
    private static Outcome outcomeOf(ResponseRecord response) {
        boolean mayDelay = response.status() == 429 || response.status() == 503;
        return new Responded(response.status(), mayDelay ? RetryAfterParser.parse(response.headers()) : null);
    }

    private static Outcome outcomeOf(@Nullable Throwable failure) {
        return switch (failure) {
            case RequestException.Timeout timeout -> new DeadlineExceeded();
            case RequestException exception -> new Unreachable(exception.reason());
            case null, default -> new Unreachable(String.valueOf(failure));
        };
    }

    private void end(Outcome outcome, @Nullable ResponseRecord response) {
        if (ended) {
            return;
        }
        ended = true;
        if (pending != null) {
            pending.cancel(false);
        }
        AttemptExchange exchange = null;
        try {
            logOutcome(outcome);
            exchange = new AttemptExchange(
                    elapsed(), request == null ? null : request.toRecord(), response, redirects, remoteAddress);
        } catch (RuntimeException e) {
            log.error("{}: the attempt could not be recorded; this is a bug in the emulator", name(), e);
        } finally {
            result.complete(new DeliveryResult(outcome, exchange));
        }
    }

    private void logOutcome(Outcome outcome) {
        if (log.isDebugEnabled()) {
            Task task = dispatch.task();
            log.debug(
                    "{} attempt {}: {} after {} ms",
                    task.name(),
                    task.dispatchCount(),
                    textOf(outcome),
                    elapsed().toMillis());
        }
    }

    private static String textOf(Outcome outcome) {
        return switch (outcome) {
            case Responded responded -> "status " + responded.status();
            case DeadlineExceeded exceeded -> "the dispatch deadline has passed";
            case Unreachable unreachable -> unreachable.reason();
        };
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private TaskName name() {
        return dispatch.task().name();
    }
}
