package io.github.cloudtasks.dispatcher.http;

import io.github.cloudtasks.dispatch.ResponseRecord;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request and its pending response. Confined to the event loop, apart from {@link #cancel}. */
public final class Exchange {
    private final Request request;
    private final HttpClient client;
    private final ResponseListener listener;
    private @Nullable ScheduledFuture<?> timer;

    /** The connection that the request is on; null while the request waits for one. */
    private @Nullable Connection connection;

    /** True after the request was sent a second time because its pooled connection was closed. */
    private boolean sentAgain;

    private boolean done;

    Exchange(Request request, HttpClient client, ResponseListener listener) {
        this.request = request;
        this.client = client;
        this.listener = listener;
    }

    /**
     * Closes the connection that the request was sent on, unless the response is complete. The listener is not called
     * from now on if this is called on the event loop, and soon after otherwise.
     */
    public void cancel() {
        client.runOnLoop(this::release);
    }

    boolean isDone() {
        return done;
    }

    void start(Duration timeout) {
        if (done) {
            return;
        }
        timer = client.loop().schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
        client.pool(request.origin()).send(this);
    }

    /** Sends the request on a connection that is open and idle. */
    void sendOn(Connection idleConnection) {
        connection = idleConnection;
        InetSocketAddress address = idleConnection.remoteAddress();
        if (address != null) {
            listener.onConnection(address);
        }
        idleConnection.send(request, this);
    }

    /** Completes the exchange. The connection is back in its pool, or closed. */
    void succeed(ResponseRecord complete) {
        connection = null;
        if (!done) {
            release();
            listener.onResponse(complete);
        }
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
        if (!done) {
            release();
            listener.onFailure(failure);
        }
    }

    /** Stops the timer and closes the connection if the request is still on it. */
    private void release() {
        done = true;
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
