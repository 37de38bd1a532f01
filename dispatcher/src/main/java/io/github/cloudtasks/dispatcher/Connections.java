package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatcher.http.Origin;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All connections, by origin. Confined to the event loop. */
final class Connections {
    private final EventLoop loop;
    private final Connector connector;
    private final ClientLimits limits;
    private final Map<Origin, ConnectionPool> pools = new HashMap<>();

    Connections(EventLoop loop, Connector connector, ClientLimits limits) {
        this.loop = loop;
        this.connector = connector;
        this.limits = limits;
    }

    /** The connections to {@code origin}. */
    ConnectionPool to(Origin origin) {
        return pools.computeIfAbsent(
                origin, key -> new ConnectionPool(key, loop, connector, limits, pool -> pools.remove(key, pool)));
    }

    /** Closes everything at once. */
    void close() {
        List.copyOf(pools.values()).forEach(ConnectionPool::close);
    }
}
