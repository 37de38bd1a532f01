package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.dispatcher.attempts.AttemptLog;
import io.github.cloudtasks.dispatcher.attempts.AttemptRecorder;
import io.github.cloudtasks.dispatcher.http.HostResolver;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.dispatcher.request.AppEngineTargets;
import io.github.cloudtasks.dispatcher.request.DispatchRequestFactory;
import io.github.cloudtasks.dispatcher.request.RedirectPolicy;
import io.github.cloudtasks.dispatcher.request.TargetRewrites;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers attempts over HTTP/1.1. One event loop carries them all: requests are composed on the thread that delivers,
 * and everything from then on is confined to the loop and needs no lock.
 */
public final class HttpDispatcher implements Dispatcher, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpDispatcher.class);
    private static final String CLOSED = "the dispatcher is closed";

    /** How long {@link #close} waits for the event loop. */
    private static final long CLOSE_SECONDS = 5;

    /** Look-ups of host names at once; only dead name servers make more than one last. */
    private static final int BLOCKING_THREADS = 64;

    private final DispatchRequestFactory composer;
    private final RedirectPolicy redirects;
    private final AttemptLog attempts;
    private final EventLoop loop;
    private final @Nullable EventLoopGroup ownGroup;
    private final ThreadPoolExecutor blocking;
    private final Connections connections;
    private final InFlightDeliveries underWay = new InFlightDeliveries();
    private volatile boolean closed;

    private HttpDispatcher(
            DispatcherSettings settings,
            AttemptLog attempts,
            ClientLimits limits,
            Callable<SslContext> trust,
            EventLoopGroup group,
            @Nullable EventLoopGroup ownGroup) {
        TargetRewrites rewrites = new TargetRewrites(settings.rewrites());
        composer = new DispatchRequestFactory(
                new AppEngineTargets(settings.appEngineUrl(), settings.appEngineServices()),
                rewrites,
                settings.authorizationProvider());
        redirects = new RedirectPolicy(rewrites);
        if (settings.trust().trustAll()) {
            log.warn(
                    "Certificates of targets are not checked (--insecure-skip-tls-verify): an https target may be anybody");
        }
        this.attempts = attempts;
        loop = group.next();
        this.ownGroup = ownGroup;
        blocking = blockingThreads();
        HostResolver names = new HostResolver(loop, blocking);
        ClientTls tls = new ClientTls(loop, blocking, trust);
        connections = new Connections(loop, new Connector(loop, names, tls, blocking, limits.connect()), limits);
    }

    /**
     * A dispatcher with an event loop of its own, which ends when it is closed.
     *
     * @throws IllegalArgumentException if the settings hold an address that is none; the text says which
     */
    public static HttpDispatcher start(DispatcherSettings settings) {
        return start(settings, new AttemptLog());
    }

    /**
     * As {@link #start(DispatcherSettings)}, with a log for its attempts.
     *
     * @param attempts may outlive it; every attempt is added when it has ended
     * @throws IllegalArgumentException if the settings hold an address that is none; the text says which
     */
    public static HttpDispatcher start(DispatcherSettings settings, AttemptLog attempts) {
        return start(settings, attempts, ClientLimits.DEFAULT, () -> ClientTls.of(settings.trust()));
    }

    /**
     * A dispatcher on one event loop of a group that others use too and that outlives it.
     *
     * @param group of NIO event loops
     * @throws IllegalArgumentException if the settings hold an address that is none; the text says which
     */
    public static HttpDispatcher start(DispatcherSettings settings, EventLoopGroup group) {
        return new HttpDispatcher(
                settings, new AttemptLog(), ClientLimits.DEFAULT, () -> ClientTls.of(settings.trust()), group, null);
    }

    static HttpDispatcher start(DispatcherSettings settings, ClientLimits limits, Callable<SslContext> trust) {
        return start(settings, new AttemptLog(), limits, trust);
    }

    private static HttpDispatcher start(
            DispatcherSettings settings, AttemptLog attempts, ClientLimits limits, Callable<SslContext> trust) {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("dispatcher", true), NioIoHandler.newFactory());
        return new HttpDispatcher(settings, attempts, limits, trust, group, group);
    }

    /** {@inheritDoc} */
    @Override
    public CompletionStage<Outcome> deliver(Dispatch dispatch) {
        AttemptRecorder recording = new AttemptRecorder(attempts, dispatch);
        try {
            Delivery delivery = new Delivery(composer.compose(dispatch), recording, connections, redirects);
            loop.execute(() -> start(dispatch, delivery, recording));
            return delivery.outcome();
        } catch (RequestException e) {
            return unsent(recording, e.reason());
        } catch (RejectedExecutionException e) {
            return unsent(recording, CLOSED);
        } catch (RuntimeException e) {
            log.error("{} could not be made into a request", dispatch.task().name(), e);
            return unsent(recording, "the task could not be made into a request: " + e);
        }
    }

    /**
     * Waits until the attempts that are under way have ended. From now on none is started: what comes is held, and ends
     * when this is closed. Not to be called on the event loop.
     *
     * @param patience in real time; attempts that take longer stay under way
     */
    public void drain(Duration patience) {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        try {
            loop.execute(() -> underWay.drain(() -> drained.complete(null)));
            drained.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS).join();
        } catch (RejectedExecutionException e) {
            log.debug("The dispatcher is closed, nothing is under way");
        } catch (CompletionException e) {
            log.info("Attempts are still under way after {} ms", patience.toMillis());
        }
    }

    /** Ends all attempts as unreachable and closes all connections; takes a few seconds at most. Idempotent. */
    @Override
    public void close() {
        closed = true;
        try {
            CompletableFuture<Void> done = CompletableFuture.runAsync(this::closeOnLoop, loop);
            if (!loop.inEventLoop()) {
                done.orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                        .exceptionally(late -> null)
                        .join();
            }
        } catch (RejectedExecutionException e) {
            log.debug("The event loop has ended before the dispatcher");
        }
        blocking.shutdownNow();
        if (ownGroup != null) {
            Future<?> ended = ownGroup.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
            if (!loop.inEventLoop()) {
                ended.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private void start(Dispatch dispatch, Delivery delivery, AttemptRecorder recording) {
        if (closed) {
            delivery.unreachable(CLOSED);
            return;
        }
        if (!underWay.add(delivery)) {
            return;
        }
        long deadline = DispatchRequestFactory.deadline(dispatch).toNanos();
        ScheduledFuture<?> timer =
                loop.schedule(delivery::expire, deadline - recording.elapsed(), TimeUnit.NANOSECONDS);
        delivery.outcome().whenComplete((outcome, failure) -> {
            timer.cancel(false);
            underWay.remove(delivery);
        });
        try {
            delivery.start();
        } catch (RuntimeException e) {
            log.error("{} could not be delivered", dispatch.task().name(), e);
            delivery.unreachable("the task could not be delivered: " + e);
        }
    }

    private void closeOnLoop() {
        underWay.end(CLOSED);
        connections.close();
    }

    private static CompletionStage<Outcome> unsent(AttemptRecorder recording, String reason) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        recording.end(outcome, new Unreachable(reason), null, null, 0);
        return outcome;
    }

    private static ThreadPoolExecutor blockingThreads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("dispatcher-names", true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
