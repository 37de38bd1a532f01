package io.github.cloudtasks.server.control;

import io.github.cloudtasks.engine.NeverIdleException;
import io.github.cloudtasks.server.history.AttemptRecord;
import io.github.cloudtasks.snapshot.SnapshotInfo;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The waits of an {@link EmulatorControl} as blocking calls, for tests in the same process. */
public final class BlockingControl {
    private static final Duration ADVANCE_TIMEOUT = Duration.ofSeconds(30);

    private final EmulatorControl control;

    /** Creates blocking calls for one emulator. */
    public BlockingControl(EmulatorControl control) {
        this.control = control;
    }

    /**
     * Restores the state right after the start, as {@link EmulatorControl#reset}. It is stored when this method
     * returns.
     */
    public void reset() {
        control.reset();
        control.awaitStored();
    }

    /** Returns to a snapshot, as {@link EmulatorControl#restore}. It is stored when this method returns. */
    public SnapshotInfo restore(String snapshot, boolean continuesTime) {
        SnapshotInfo restored = control.restore(snapshot, continuesTime);
        control.awaitStored();
        return restored;
    }

    /**
     * Moves the clock forward and waits until it has arrived.
     *
     * @throws IllegalStateException after 30 seconds of real time, or if the thread is interrupted
     * @throws CancellationException if the emulator is reset or closed, or a snapshot is restored, meanwhile
     */
    public void advance(Duration by) {
        await(control.advance(by), ADVANCE_TIMEOUT, "The time has not been advanced");
    }

    /**
     * Waits until no push queue has tasks or attempts in flight.
     *
     * @throws IllegalStateException if it takes longer than {@code timeout}, cannot happen, or the thread is
     *     interrupted
     * @throws CancellationException if the emulator is closed meanwhile
     */
    public void awaitIdle(Duration timeout) {
        await(control.engine().whenIdle(), timeout, "The emulator is not idle");
    }

    /**
     * Waits until a queue has no tasks and no attempts in flight.
     *
     * @throws IllegalStateException as for {@link #awaitIdle(Duration)}
     * @throws io.github.cloudtasks.model.ApiException if there is no such queue
     */
    public void awaitIdle(String queue, Duration timeout) {
        await(control.engine().whenIdle(queue), timeout, queue + " is not idle");
    }

    /**
     * Removes and returns the oldest attempt that was not taken yet. Waits until there is one.
     *
     * @throws IllegalStateException if no attempt ends within {@code timeout} or the thread is interrupted
     */
    public AttemptRecord takeAttempt(Duration timeout) {
        try {
            AttemptRecord attempt = control.attempts().take(timeout);
            if (attempt != null) {
                return attempt;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while no attempt ended", e);
        }
        throw new IllegalStateException(
                "no attempt has ended within " + timeout.toMillis() + " ms: " + control.remaining());
    }

    private void await(CompletableFuture<?> stage, Duration timeout, String complaint) {
        try {
            stage.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            stage.cancel(false);
            String after = " after " + timeout.toMillis() + " ms: ";
            throw new IllegalStateException(complaint + after + control.remaining(), e);
        } catch (CancellationException e) {
            // Newer JDKs give the reason in the cause only.
            throw e.getCause() instanceof CancellationException why ? why : e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case NeverIdleException stuck ->
                    throw new IllegalStateException(complaint + " and will not be: " + stuck.reason(), stuck);
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(complaint, e);
            }
        } catch (InterruptedException e) {
            stage.cancel(false);
            Thread.currentThread().interrupt();
            throw new IllegalStateException(complaint + ": interrupted", e);
        }
    }
}
