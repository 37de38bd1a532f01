package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatcher.http.Origin;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one origin. Confined to the event loop.
 *
 * <p>A delivery that finds none idle waits in line; whatever comes first serves the line, a connection given back or a
 * new one. So a burst of quick requests shares few connections, and slow ones get as many as the limits allow.
 */
final class ConnectionPool {
    private final Origin origin;
    private final EventLoop loop;
    private final Connector connector;
    private final ClientLimits limits;
    private final Consumer<ConnectionPool> whenEmpty;

    /** Last used first: what is not needed ages at the end. */
    private final Deque<Connection> idle = new ArrayDeque<>();

    /** Open ones, idle or not. */
    private final Set<Connection> open = new HashSet<>();

    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private int dialing;
    private @Nullable Future<?> sweep;
    private boolean closed;

    ConnectionPool(
            Origin origin,
            EventLoop loop,
            Connector connector,
            ClientLimits limits,
            Consumer<ConnectionPool> whenEmpty) {
        this.origin = origin;
        this.loop = loop;
        this.connector = connector;
        this.limits = limits;
        this.whenEmpty = whenEmpty;
    }

    /** Sends the delivery's request on the first connection that is free. */
    void serve(Delivery delivery) {
        Connection connection = pollIdle();
        if (connection != null) {
            delivery.sendOn(connection);
        } else {
            waiting.addLast(delivery);
            dialForWaiting();
        }
    }

    /**
     * Sends the delivery's request on a connection of its own that was never used; the one that it replaces is gone.
     */
    void serveFresh(Delivery delivery) {
        dial(delivery);
    }

    /** Takes back a connection whose answer is complete. */
    void idle(Connection connection) {
        Delivery next = pollWaiting();
        if (next != null) {
            next.sendOn(connection);
        } else if (closed) {
            connection.abandon();
        } else {
            connection.setIdleSince(System.nanoTime());
            idle.addFirst(connection);
            sweepLater(limits.idle().toNanos());
        }
    }

    /** Closes everything at once. */
    void close() {
        closed = true;
        waiting.clear();
        List.copyOf(open).forEach(Connection::abandon);
    }

    private void dialForWaiting() {
        while (dialing < Math.min(waiting.size(), limits.dialsPerOrigin())
                && dialing + open.size() < limits.connectionsPerOrigin()) {
            dial(null);
        }
    }

    private void dial(@Nullable Delivery own) {
        dialing++;
        connector.connect(origin, this).addListener((Future<Connection> dialed) -> dialed(dialed, own));
    }

    private void dialed(Future<Connection> dialed, @Nullable Delivery own) {
        dialing--;
        if (dialed.isSuccess()) {
            opened(dialed.getNow(), own);
        } else if (own != null) {
            own.unreachable(reason(dialed));
        } else {
            refuse(reason(dialed));
        }
        dropEnded();
        dialForWaiting();
        reportIfEmpty();
    }

    private void opened(Connection connection, @Nullable Delivery own) {
        open.add(connection);
        connection.closed().addListener(done -> gone(connection));
        if (closed || !connection.isOpen()) {
            connection.abandon();
        } else if (own == null || own.isDone()) {
            idle(connection);
        } else {
            own.sendOn(connection);
        }
    }

    /** Tells the first in line, and everyone if there is no connection that could serve them. */
    private void refuse(String reason) {
        do {
            Delivery next = pollWaiting();
            if (next == null) {
                return;
            }
            next.unreachable(reason);
        } while (open.isEmpty());
    }

    private void gone(Connection connection) {
        open.remove(connection);
        idle.remove(connection);
        dropEnded();
        dialForWaiting();
        reportIfEmpty();
    }

    private @Nullable Connection pollIdle() {
        Connection connection = idle.pollFirst();
        while (connection != null && !connection.isOpen()) {
            connection = idle.pollFirst();
        }
        return connection;
    }

    private @Nullable Delivery pollWaiting() {
        dropEnded();
        return waiting.pollFirst();
    }

    /** Those whose deadline has passed stay in line until they are first. */
    private void dropEnded() {
        while (!waiting.isEmpty() && waiting.getFirst().isDone()) {
            waiting.removeFirst();
        }
    }

    private void sweepLater(long nanos) {
        if (sweep == null) {
            sweep = loop.schedule(this::sweep, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void sweep() {
        sweep = null;
        long keep = limits.idle().toNanos();
        long now = System.nanoTime();
        while (!idle.isEmpty() && now - idle.getLast().idleSince() >= keep) {
            idle.removeLast().abandon();
        }
        if (!idle.isEmpty()) {
            sweepLater(keep - (now - idle.getLast().idleSince()));
        }
    }

    private void reportIfEmpty() {
        if (open.isEmpty() && waiting.isEmpty() && dialing == 0) {
            if (sweep != null) {
                sweep.cancel(false);
            }
            whenEmpty.accept(this);
        }
    }

    private static String reason(Future<Connection> dialed) {
        return dialed.cause() instanceof RequestException undeliverable
                ? undeliverable.reason()
                : String.valueOf(dialed.cause());
    }
}
