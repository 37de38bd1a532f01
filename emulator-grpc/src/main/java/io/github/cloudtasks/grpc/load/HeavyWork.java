package io.github.cloudtasks.grpc.load;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads for calls with large requests or responses, which would delay other connections on an event loop. There
 * are fewer than processors, so that the event loops always have one. All servers of a process share them.
 */
public final class HeavyWork {
    /** The size of a request or a response in bytes from which it is processed outside the event loop. */
    public static final int LARGE_BYTES = 128 << 10;

    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private static final int IDLE_SECONDS = 10;

    private static final Executor EXECUTOR = newExecutor();
    private static final Semaphore TURNS = new Semaphore(THREADS, true);

    private HeavyWork() {}

    private static Executor newExecutor() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("heavy-", 0).daemon(true).factory());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Returns the executor. Its tasks must not block. */
    public static Executor executor() {
        return EXECUTOR;
    }

    /**
     * Returns the permits of heavy work that may block, which therefore has a virtual thread of its own. It holds a
     * permit while it computes, and releases it while it is blocked. Permits are given in the order of the requests.
     */
    public static Semaphore turns() {
        return TURNS;
    }
}
