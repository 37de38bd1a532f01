package io.github.cloudtasks.benchmarks.soak;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls that wait for their response. Notes their times in a {@link CallLog}. Thread-safe. */
final class Pending {
    private final CallLog log;
    private final AtomicInteger count = new AtomicInteger();

    Pending(CallLog log) {
        this.log = log;
    }

    /**
     * Waits for the response of a call, on another thread.
     *
     * @param planned when the call was to start, as {@link System#nanoTime}
     * @param then what a response has as a consequence; it may start other calls
     */
    <T> void watch(String call, long planned, ListenableFuture<T> response, Consumer<T> then) {
        expect(call, planned, response, then, failure -> log.failed(call, failure));
    }

    /** As {@link #watch}, for a call that must be rejected with a status. */
    <T> void watchRejected(String call, long planned, ListenableFuture<T> response, String status) {
        expect(call, planned, response, unused -> log.failed(call, "was accepted instead of " + status), failure -> {
            if (failure.contains(status)) {
                log.answered(planned);
            } else {
                log.failed(call, failure);
            }
        });
    }

    /** As {@link #watch}, for a call over REST. */
    <T> void watch(String call, long planned, CompletableFuture<T> response, Consumer<T> then) {
        count.incrementAndGet();
        CompletableFuture<T> unused = response.whenComplete((body, failure) -> {
            try {
                if (failure == null) {
                    log.answered(planned);
                    then.accept(body);
                } else {
                    log.failed(call, String.valueOf(failure));
                }
            } finally {
                count.decrementAndGet();
            }
        });
    }

    private <T> void expect(
            String call, long planned, ListenableFuture<T> response, Consumer<T> then, Consumer<String> onFailure) {
        count.incrementAndGet();
        Futures.addCallback(
                response,
                new FutureCallback<T>() {
                    @Override
                    public void onSuccess(@Nullable T result) {
                        try {
                            log.answered(planned);
                            if (result != null) {
                                then.accept(result);
                            }
                        } catch (RuntimeException e) {
                            log.failed(call, String.valueOf(e));
                        } finally {
                            count.decrementAndGet();
                        }
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        onFailure.accept(String.valueOf(failure.getMessage()));
                        count.decrementAndGet();
                    }
                },
                MoreExecutors.directExecutor());
    }

    /** Returns the number of calls that wait for their response. */
    int count() {
        return count.get();
    }
}
