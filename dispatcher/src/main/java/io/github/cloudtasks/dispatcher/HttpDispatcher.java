package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.dispatcher.http.ClientLimits;
import io.github.cloudtasks.dispatcher.http.HttpClient;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.dispatcher.request.AppEngineTargets;
import io.github.cloudtasks.dispatcher.request.DispatchRequest;
import io.github.cloudtasks.dispatcher.request.DispatchRequestFactory;
import io.github.cloudtasks.dispatcher.request.RedirectPolicy;
import io.github.cloudtasks.dispatcher.request.SettingNames;
import io.github.cloudtasks.dispatcher.request.TargetRewrites;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers attempts over HTTP/1.1. Requests are created on the thread that dispatches. Everything else runs on one
 * event loop and needs no lock. Safe for use by several threads.
 */
public final class HttpDispatcher implements Dispatcher, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpDispatcher.class);
    private static final String CLOSED = "the dispatcher is closed";

    /** The time limit of {@link #close}. */
    private static final long CLOSE_SECONDS = 5;

    private final DispatchRequestFactory requests;
    private final RedirectPolicy redirectPolicy;
    private final EventLoop loop;
    private final @Nullable EventLoopGroup ownGroup;
    private final HttpClient client;
    private final InFlightDeliveries inFlight = new InFlightDeliveries();
    private volatile boolean closed;

    private HttpDispatcher(
            DispatcherSettings settings,
            ClientLimits limits,
            Callable<SslContext> tls,
            EventLoopGroup group,
            @Nullable EventLoopGroup ownGroup) {
        TargetRewrites rewrites = new TargetRewrites(settings.rewrites());
        requests = new DispatchRequestFactory(
                new AppEngineTargets(settings.appEngineUrl(), settings.appEngineServices(), settings.names()),
                rewrites,
                settings.authorizationProvider());
        redirectPolicy = new RedirectPolicy(rewrites);
        if (settings.trust().trustAll()) {
            log.warn(
                    "Certificates of HTTPS targets are not verified ({}): any server can impersonate a target",
                    settings.names().trustAll());
        }
        loop = group.next();
        this.ownGroup = ownGroup;
        client = new HttpClient(loop, limits, settings.nameLookup(), tls, untrusted(settings.names()));
    }

    /**
     * Starts a dispatcher with its own event loop.
     *
     * @throws IllegalArgumentException if the settings have an invalid address; the message states which
     */
    public static HttpDispatcher start(DispatcherSettings settings) {
        return start(settings, ClientLimits.DEFAULT, settings.trust()::newSslContext);
    }

    /**
     * Starts a dispatcher on one event loop of a shared group, which stays open when the dispatcher is closed.
     *
     * @param group a group of NIO event loops
     * @throws IllegalArgumentException if the settings have an invalid address; the message states which
     */
    public static HttpDispatcher start(DispatcherSettings settings, EventLoopGroup group) {
        return new HttpDispatcher(settings, ClientLimits.DEFAULT, settings.trust()::newSslContext, group, null);
    }

    static HttpDispatcher start(DispatcherSettings settings, ClientLimits limits, Callable<SslContext> tls) {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("dispatcher", true), NioIoHandler.newFactory());
        return new HttpDispatcher(settings, limits, tls, group, group);
    }

    /** {@inheritDoc} */
    @Override
    public CompletionStage<DeliveryResult> deliver(Dispatch dispatch) {
        Delivery delivery = new Delivery(dispatch, client, redirectPolicy);
        try {
            DispatchRequest request = requests.create(dispatch);
            loop.execute(() -> start(delivery, request));
        } catch (RequestException e) {
            delivery.fail(e.reason());
        } catch (RejectedExecutionException e) {
            delivery.fail(CLOSED);
        } catch (RuntimeException e) {
            log.error("{}: the request could not be created", dispatch.task().name(), e);
            delivery.fail("the request could not be created: " + e);
        }
        return delivery.result();
    }

    /**
     * Waits until the attempts in flight have ended. New attempts are held from now on, and end when the dispatcher is
     * closed. Must not be called on the event loop.
     *
     * @param timeout in real time; attempts that take longer stay in flight
     */
    public void drain(Duration timeout) {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        try {
            loop.execute(() -> inFlight.drain(() -> drained.complete(null)));
            drained.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).join();
        } catch (RejectedExecutionException e) {
            log.debug("The dispatcher is closed and has no attempts in flight");
        } catch (CompletionException e) {
            log.info("Attempts are still in flight after {} ms", timeout.toMillis());
        }
    }

    /** Ends all attempts as unreachable and closes all connections, which takes a few seconds at most. Idempotent. */
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
        client.close();
        if (ownGroup != null) {
            Future<?> ended = ownGroup.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
            if (!loop.inEventLoop()) {
                ended.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private static String untrusted(SettingNames names) {
        return "trust the certificate of the target with " + names.certificates();
    }

    private void closeOnLoop() {
        inFlight.end(CLOSED);
        client.close();
    }

    private void start(Delivery delivery, DispatchRequest request) {
        if (closed) {
            delivery.fail(CLOSED);
            return;
        }
        if (!inFlight.add(delivery)) {
            return;
        }
        try {
            delivery.start(request, inFlight);
        } catch (RuntimeException e) {
            log.error("The request could not be sent; this is a bug in the emulator", e);
            delivery.fail("the request could not be sent: " + e);
        }
    }
}
