package io.github.cloudtasks.dispatcher.http;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request and its pending response. Confined to the event loop, apart from {@link #response}. */
final class Exchange {
    private final Request request;
    private final HttpClient client;
    private final CompletableFuture<Response> response = new CompletableFuture<>();
    private @Nullable ScheduledFuture<?> timer;

    /** The connection that the request is on; null while the request waits for one. */
    private @Nullable Connection connection;

    /** True after the request was sent a second time because its pooled connection was closed. */
    private boolean sentAgain;

    Exchange(Request request, HttpClient client) {
        this.request = request;
        this.client = client;
        CompletableFuture<Response> unused = response.whenComplete((result, failure) -> {
            if (response.isCancelled()) {
                releaseOnLoop();
            }
        });
    }

    CompletableFuture<Response> response() {
        return response;
    }

    boolean isDone() {
        return response.isDone();
    }

    void start(Duration timeout) {
        timer = client.loop().schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
        client.pool(request.origin()).send(this);
    }

    /** Sends the request on a connection that is open and idle. */
    void sendOn(Connection idleConnection) {
        connection = idleConnection;
        idleConnection.send(request, this);
    }

    /** Completes the exchange. The connection is back in its pool, or closed. */
    void succeed(Response complete) {
        connection = null;
        release();
        response.complete(complete);
    }

    /**
     * Handles the loss of the connection.
     *
     * @param stale whether the connection was reused and closed before the request could be written: the server has not
     *     seen the request, so it is sent once more
     */
    void lose(String reason, boolean stale) {
        connection = null;
        if (stale && !sentAgain) {
            sentAgain = true;
            client.pool(request.origin()).sendOnNewConnection(this);
        } else {
            fail(reason);
        }
    }

    /** Fails the exchange, unless it is done. */
    void fail(String reason) {
        fail(new RequestException(reason));
    }

    private void expire() {
        fail(new RequestException.Timeout());
    }

    private void fail(RequestException failure) {
        release();
        response.completeExceptionally(failure);
    }

    private void releaseOnLoop() {
        if (client.loop().inEventLoop()) {
            release();
            return;
        }
        try {
            client.loop().execute(this::release);
        } catch (RejectedExecutionException e) {
            // The event loop has ended, and its connections with it.
        }
    }

    /** Stops the timer and closes the connection if the request is still on it. */
    private void release() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            timer = null;
            running.cancel(false);
        }
        Connection abandoned = connection;
        if (abandoned != null) {
            connection = null;
            abandoned.abandon();
        }
    }
}
