package io.github.cloudtasks.app.control;

import io.github.cloudtasks.engine.NeverIdleException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocks until a stage is done, as tests in this process like it, and says what is missing if it is not. */
public final class Patient {
    private Patient() {}

    /**
     * Waits for a stage; one that takes longer than {@code timeout} is cancelled.
     *
     * @param complaint the beginning of a sentence
     * @throws java.util.concurrent.CancellationException if the emulator is closed meanwhile, or what is waited for was
     *     given up
     * @throws IllegalStateException if it takes longer, can never be, or the thread is interrupted, which it then still
     *     is
     */
    public static void await(CompletableFuture<?> stage, Duration timeout, String complaint, EmulatorControl control) {
        try {
            stage.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            stage.cancel(false);
            String after = " after " + timeout.toMillis() + " ms: ";
            throw new IllegalStateException(complaint + after + control.remaining(), e);
        } catch (CancellationException e) {
            // Newer JDKs say no more than that it was cancelled, and why in the cause.
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
