package io.github.cloudtasks.dispatcher.http;

import java.time.Duration;

/**
 * The limits of an HTTP client. None of them is a limit of the Cloud Tasks service.
 *
 * @param connectionsPerOrigin the number of connections, those being opened included; further requests wait for one
 * @param baseConnections the number of connections that are opened to an origin as soon as requests wait; each slow
 *     request allows two more
 * @param slowAfter the time after which a request counts as slow; detected up to a quarter of this time later
 * @param connectingPerOrigin the number of connections being opened at once: more would overflow the short accept
 *     queues of development servers
 * @param connectTimeout the time limit of a TCP connect to one address, and of a TLS handshake
 * @param idleTimeout the time after which an unused connection is closed: less than the five seconds after which common
 *     development servers close it, because a request that is sent while the server closes fails
 */
public record ClientLimits(
        int connectionsPerOrigin,
        int baseConnections,
        Duration slowAfter,
        int connectingPerOrigin,
        Duration connectTimeout,
        Duration idleTimeout) {
    /**
     * The default limits. A queue dispatches up to 5000 tasks at once. Several such queues whose target hangs must not
     * starve another queue with the same target, so the number of connections is far higher. It is below the number of
     * ports that a client has. A target that responds within a few milliseconds is kept busy by the base connections.
     */
    public static final ClientLimits DEFAULT =
            new ClientLimits(20_000, 64, Duration.ofMillis(50), 32, Duration.ofSeconds(10), Duration.ofSeconds(4));

    /** The maximum length of a status line or chunk header, in bytes. */
    static final int LINE_BYTES = 8 * 1024;

    /** The maximum length of all headers of a response, in bytes. */
    static final int HEADER_BYTES = 64 * 1024;

    /** The length up to which a body is copied behind its head, so that both are sent in one segment, in bytes. */
    static final int COPIED_BODY_BYTES = 16 * 1024;
}
