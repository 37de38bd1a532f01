package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatcher.http.Exchange;
import io.github.cloudtasks.dispatcher.http.HttpClient;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.dispatcher.http.ResponseListener;
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
final class Delivery implements ResponseListener {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Dispatch dispatch;
    private final HttpClient client;
    private final RedirectPolicy redirectPolicy;
    private final long start = System.nanoTime();
    private final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    private @Nullable DispatchRequest request;
    private int redirects;
    private @Nullable InetSocketAddress remoteAddress;

    /** The exchange of {@link #request}. */
    private @Nullable Exchange exchange;

    /** The set from which the delivery is removed when it ends; null before it is started. */
    private @Nullable InFlightDeliveries inFlight;

    private boolean ended;

    Delivery(Dispatch dispatch, HttpClient client, RedirectPolicy redirectPolicy) {
        this.dispatch = dispatch;
        this.client = client;
        this.redirectPolicy = redirectPolicy;
    }

    CompletionStage<DeliveryResult> result() {
        return result;
    }

    /** Sends the first request, then those of its redirects, within the deadline of the attempt. */
    void start(DispatchRequest first, InFlightDeliveries containing) {
        inFlight = containing;
        send(first);
    }

    private void send(DispatchRequest next) {
        request = next;
        remoteAddress = null;
        Duration timeLeft = DispatchRequestFactory.deadline(dispatch).minus(elapsed());
        exchange = client.send(next.http(), timeLeft, this);
    }

    /** Ends the attempt as unreachable, unless it has ended. */
    void fail(String reason) {
        end(new Unreachable(reason), null);
    }

    /** {@inheritDoc} */
    @Override
    public void onConnection(InetSocketAddress address) {
        remoteAddress = address;
    }

    /** {@inheritDoc} */
    @Override
    public void onResponse(ResponseRecord response) {
        if (ended) {
            return;
        }
        try {
            DispatchRequest sent = request;
            DispatchRequest next =
                    sent == null ? null : redirectPolicy.follow(sent, response.status(), response.header("Location"));
            if (next == null) {
                end(outcomeOf(response), response);
            } else {
                redirects++;
                send(next);
            }
        } catch (RuntimeException e) {
            log.error("{}: the response could not be processed; this is a bug in the emulator", name(), e);
            fail("the response could not be processed: " + e);
        }
    }

    /** {@inheritDoc} */
    @Override
    public void onFailure(RequestException failure) {
        end(
                failure instanceof RequestException.Timeout
                        ? new DeadlineExceeded()
                        : new Unreachable(failure.reason()),
                null);
    }

    /** Returns the outcome of a response, with {@code Retry-After} where the engine considers it. */
    private static Outcome outcomeOf(ResponseRecord response) {
        boolean mayDelay = response.status() == 429 || response.status() == 503;
        return new Responded(
                response.status(),
                mayDelay ? RetryAfterParser.parse(response.headers().toList()) : null);
    }

    private void end(Outcome outcome, @Nullable ResponseRecord response) {
        if (ended) {
            return;
        }
        ended = true;
        if (exchange != null) {
            exchange.cancel();
        }
        AttemptExchange recorded = null;
        try {
            logOutcome(outcome);
            recorded = new AttemptExchange(
                    elapsed(), request == null ? null : request.toRecord(), response, redirects, remoteAddress);
        } catch (RuntimeException e) {
            log.error("{}: the attempt could not be recorded; this is a bug in the emulator", name(), e);
        } finally {
            result.complete(new DeliveryResult(outcome, recorded));
            if (inFlight != null) {
                inFlight.remove(this);
            }
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
