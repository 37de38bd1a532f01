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
 * whether it is returned or new.
 *
 * <p>The pool opens {@link ClientLimits#baseConnections} whenever exchanges wait, and beyond them two more for each
 * slow request. Thus a burst of fast requests shares few connections. The number of connections to a target that does
 * not respond triples with each {@link ClientLimits#slowAfter}, up to the limit, and requests to other paths of this
 * target still find connections.
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
    private final RequestAges ages = new RequestAges();

    /** The end of the running period of {@link #ages}; null if none is running. */
    private @Nullable Future<?> periodEnd;

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
            sendOn(connection, exchange);
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
        endRequest(connection);
        offer(connection);
    }

    /** Sends the next exchange on an open connection that has none, or keeps the connection for a later one. */
    private void offer(Connection connection) {
        Exchange next = pollWaiting();
        if (next != null) {
            sendOn(connection, next);
        } else if (closed != null) {
            connection.abandon();
        } else {
            connection.setIdleSince(System.nanoTime());
            idle.addFirst(connection);
            checkIdleAfter(limits.idleTimeout().toNanos());
        }
    }

    /** Returns the number of connections, those being opened included. */
    int size() {
        return connecting + open.size();
    }

    /** Closes all connections. All exchanges fail with {@code reason}. */
    void close(String reason) {
        closed = reason;
        List<Exchange> failing = List.copyOf(waiting);
        waiting.clear();
        failing.forEach(exchange -> exchange.fail(reason));
        List.copyOf(open).forEach(connection -> connection.fail(reason));
    }

    private void sendOn(Connection connection, Exchange exchange) {
        connection.setSentIn(ages.start());
        startPeriod();
        exchange.sendOn(connection);
    }

    private void endRequest(Connection connection) {
        long sentIn = connection.sentIn();
        if (sentIn != Connection.IDLE) {
            connection.setSentIn(Connection.IDLE);
            ages.end(sentIn);
        }
    }

    private void connectForWaiting() {
        int most = Math.min(limits.baseConnections() + 2 * ages.slow(), limits.connectionsPerOrigin());
        while (connecting < Math.min(waiting.size(), limits.connectingPerOrigin()) && size() < most) {
            connect(null);
        }
    }

    /**
     * Starts a period, unless one is running. None is needed without young requests, or while the pool has at most half
     * of the base connections and can open more anyway.
     */
    private void startPeriod() {
        if (periodEnd == null && ages.young() > 0 && size() > limits.baseConnections() / 2) {
            long nanos = limits.slowAfter().toNanos() / RequestAges.PERIODS;
            periodEnd = loop.schedule(this::endPeriod, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void endPeriod() {
        periodEnd = null;
        ages.nextPeriod();
        dropDone();
        connectForWaiting();
        startPeriod();
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
            offer(connection);
        } else {
            sendOn(connection, own);
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
        endRequest(connection);
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
        if (size() == 0 && waiting.isEmpty()) {
            if (idleCheck != null) {
                idleCheck.cancel(false);
            }
            if (periodEnd != null) {
                periodEnd.cancel(false);
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
