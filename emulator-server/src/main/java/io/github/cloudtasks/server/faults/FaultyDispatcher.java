package io.github.cloudtasks.server.faults;

import io.github.cloudtasks.dispatch.DeliveryFaults;
import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.server.faults.ActiveFault.Hit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dispatcher that causes the faults of attempts: latency, lost responses and unreachable targets. Thread-safe.
 *
 * <p>Latency passes in real time, like the dispatch deadline: the time of the emulator may be frozen.
 */
public final class FaultyDispatcher implements Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(FaultyDispatcher.class);

    private final Dispatcher delegate;
    private final FaultInjector faults;
    private final Function<Duration, Executor> delays;
    private final QueueFaults queueFaults;

    /**
     * Creates a dispatcher.
     *
     * @param delays returns an executor that starts tasks after a delay
     */
    public FaultyDispatcher(Dispatcher delegate, FaultInjector faults, Function<Duration, Executor> delays) {
        this.delegate = delegate;
        this.faults = faults;
        this.delays = delays;
        this.queueFaults = new QueueFaults(faults);
    }

    @Override
    public DeliveryFaults faults() {
        return queueFaults;
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Dispatch dispatch) {
        if (faults.isEmpty()) {
            return delegate.deliver(dispatch);
        }
        String queue = dispatch.task().name().queue().toString();
        Hit unreachable = faults.strike(FaultKind.UNREACHABLE, queue);
        if (unreachable != null) {
            report(dispatch, unreachable, "the request is not sent");
            return CompletableFuture.completedFuture(failed(unreachable, "the target is unreachable", null));
        }
        Hit latency = faults.strike(FaultKind.LATENCY, queue);
        Hit lost = faults.decide(FaultKind.LOST_RESPONSE, queue);
        CompletionStage<DeliveryResult> delivered =
                latency == null ? delegate.deliver(dispatch) : late(dispatch, latency);
        return lost == null ? delivered : delivered.thenApply(result -> withoutResponse(dispatch, result, lost));
    }

    private CompletionStage<DeliveryResult> late(Dispatch dispatch, Hit hit) {
        Fault fault = hit.active().fault();
        Duration range = fault.maxDelay().minus(fault.minDelay());
        Duration delay = fault.minDelay().plusMillis(Math.round(hit.roll() * range.toMillis()));
        Duration deadline = dispatch.task().dispatchDeadline();
        boolean tooLate = deadline != null && delay.compareTo(deadline) >= 0;
        Duration wait = tooLate ? deadline : delay;
        report(dispatch, hit, "the request is sent after " + delay.toMillis() + " ms");
        return CompletableFuture.supplyAsync(() -> wait, delays.apply(wait))
                .thenCompose(waited -> tooLate
                        ? CompletableFuture.completedFuture(DeliveryResult.of(new Outcome.DeadlineExceeded()))
                        : delegate.deliver(dispatch));
    }

    /** The exchange is kept: it shows that the target did its work. */
    private DeliveryResult withoutResponse(Dispatch dispatch, DeliveryResult result, Hit hit) {
        if (!(result.outcome() instanceof Outcome.Responded responded) || !faults.claim(hit)) {
            return result;
        }
        report(dispatch, hit, "the response with status " + responded.status() + " is lost");
        return failed(hit, "the response with status " + responded.status() + " was lost", result);
    }

    private static DeliveryResult failed(Hit hit, String reason, @Nullable DeliveryResult result) {
        return new DeliveryResult(
                new Outcome.Unreachable(hit.text() + ": " + reason), result == null ? null : result.exchange());
    }

    private static void report(Dispatch dispatch, Hit hit, String effect) {
        log.warn("{} attempt {}: {}: {}", dispatch.task().name(), dispatch.retryCount() + 1, hit.text(), effect);
    }
}
