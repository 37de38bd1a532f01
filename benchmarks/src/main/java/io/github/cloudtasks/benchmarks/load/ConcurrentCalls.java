package io.github.cloudtasks.benchmarks.load;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Makes many asynchronous calls, at most 256 at a time, and waits for all. */
public final class ConcurrentCalls {
    private static final int AT_A_TIME = 256;

    private ConcurrentCalls() {}

    /**
     * Makes calls and waits for their responses.
     *
     * @throws IllegalStateException if a call fails; no further calls are made then
     */
    public static <T> void make(int count, IntFunction<ListenableFuture<T>> call) {
        Semaphore free = new Semaphore(AT_A_TIME);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < count && failure.get() == null; i++) {
            free.acquireUninterruptibly();
            Futures.addCallback(
                    call.apply(i),
                    new FutureCallback<T>() {
                        @Override
                        public void onSuccess(@Nullable T response) {
                            free.release();
                        }

                        @Override
                        public void onFailure(Throwable thrown) {
                            failure.compareAndSet(null, thrown);
                            free.release();
                        }
                    },
                    MoreExecutors.directExecutor());
        }
        free.acquireUninterruptibly(AT_A_TIME);
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a call failed", thrown);
        }
    }
}
