package io.github.cloudtasks.dispatcher.http;

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
 * <p>An exchange that finds no idle connection waits in a queue. The first connection that becomes available serves it,
 * whether it is returned or new. Thus a burst of fast requests shares few connections, and slow requests get as many
 * connections as the limits allow.
 */
final class ConnectionPool {
    private final Origin origin;
    private final EventLoop loop;
    private final Connector connector;
    private final ClientLimits limits;
    private final Consumer<ConnectionPool> whenEmpty;

    /** The idle connections, the last used first, so that the least used connections time out first. */
    private final Deque<Connection> idle = new ArrayDeque<>();

    /** All open connections, idle or not. */
    private final Set<Connection> open = new HashSet<>();

    private final Deque<Exchange> waiting = new ArrayDeque<>();
    private int connecting;
    private @Nullable Future<?> idleCheck;

    /** The reason for which new exchanges fail; null while the pool is open. */
    private @Nullable String closed;

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

    /** Sends the request on the first connection that is available. */
    void send(Exchange exchange) {
        Connection connection = pollIdle();
        if (connection != null) {
            exchange.sendOn(connection);
        } else {
            waiting.addLast(exchange);
            connectForWaiting();
        }
    }

    /** Sends the request on a new connection, because the pooled one was closed by the server. */
    void sendOnNewConnection(Exchange exchange) {
        connect(exchange);
    }

    /** Takes a connection back whose response is complete. */
    void giveBack(Connection connection) {
        Exchange next = pollWaiting();
        if (next != null) {
            next.sendOn(connection);
        } else if (closed != null) {
            connection.abandon();
        } else {
            connection.setIdleSince(System.nanoTime());
            idle.addFirst(connection);
            checkIdleAfter(limits.idleTimeout().toNanos());
        }
    }

    /** Closes all connections. All exchanges fail with {@code reason}. */
    void close(String reason) {
        closed = reason;
        List<Exchange> failing = List.copyOf(waiting);
        waiting.clear();
        failing.forEach(exchange -> exchange.fail(reason));
        List.copyOf(open).forEach(connection -> connection.fail(reason));
    }

    private void connectForWaiting() {
        while (connecting < Math.min(waiting.size(), limits.connectingPerOrigin())
                && connecting + open.size() < limits.connectionsPerOrigin()) {
            connect(null);
        }
    }

    private void connect(@Nullable Exchange own) {
        connecting++;
        connector.connect(origin, this).addListener((Future<Connection> attempt) -> connected(attempt, own));
    }

    private void connected(Future<Connection> attempt, @Nullable Exchange own) {
        connecting--;
        if (attempt.isSuccess()) {
            opened(attempt.getNow(), own);
        } else if (own != null) {
            own.fail(reason(attempt));
        } else {
            failWaiting(reason(attempt));
        }
        dropDone();
        connectForWaiting();
        reportIfEmpty();
    }

    private void opened(Connection connection, @Nullable Exchange own) {
        open.add(connection);
        connection.closed().addListener(done -> removed(connection));
        if (closed != null || !connection.isOpen()) {
            connection.abandon();
            if (own != null) {
                own.fail(closed != null ? closed : "the connection was closed before the request was sent");
            }
        } else if (own == null || own.isDone()) {
            giveBack(connection);
        } else {
            own.sendOn(connection);
        }
    }

    /** Fails the first waiting exchange, and all of them if there is no connection that could serve them. */
    private void failWaiting(String reason) {
        do {
            Exchange next = pollWaiting();
            if (next == null) {
                return;
            }
            next.fail(reason);
        } while (open.isEmpty());
    }

    private void removed(Connection connection) {
        open.remove(connection);
        idle.remove(connection);
        dropDone();
        connectForWaiting();
        reportIfEmpty();
    }

    private @Nullable Connection pollIdle() {
        Connection connection = idle.pollFirst();
        while (connection != null && !connection.isOpen()) {
            connection = idle.pollFirst();
        }
        return connection;
    }

    private @Nullable Exchange pollWaiting() {
        dropDone();
        return waiting.pollFirst();
    }

    /**
     * Drops exchanges at the head of the queue that have timed out or were cancelled. Others stay until they are first.
     */
    private void dropDone() {
        while (!waiting.isEmpty() && waiting.getFirst().isDone()) {
            waiting.removeFirst();
        }
    }

    private void checkIdleAfter(long nanos) {
        if (idleCheck == null) {
            idleCheck = loop.schedule(this::closeIdle, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void closeIdle() {
        idleCheck = null;
        long timeout = limits.idleTimeout().toNanos();
        long now = System.nanoTime();
        while (!idle.isEmpty() && now - idle.getLast().idleSince() >= timeout) {
            idle.removeLast().abandon();
        }
        if (!idle.isEmpty()) {
            checkIdleAfter(timeout - (now - idle.getLast().idleSince()));
        }
    }

    private void reportIfEmpty() {
        if (open.isEmpty() && waiting.isEmpty() && connecting == 0) {
            if (idleCheck != null) {
                idleCheck.cancel(false);
            }
            whenEmpty.accept(this);
        }
    }

    private static String reason(Future<Connection> failed) {
        return failed.cause() instanceof RequestException exception
                ? exception.reason()
                : String.valueOf(failed.cause());
    }
}
