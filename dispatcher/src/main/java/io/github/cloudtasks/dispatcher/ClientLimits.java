package io.github.cloudtasks.dispatcher;

import java.time.Duration;

/**
 * The numbers of the HTTP client; all ours, none is the service's.
 *
 * @param connectionsPerOrigin open at once, those being opened included; further attempts wait within their deadline
 * @param dialsPerOrigin being opened at once: more would overflow the short accept queues of development servers
 * @param connect how long one address may take to accept, and a TLS handshake to end
 * @param idle how long an unused connection is kept: less than the five seconds after which common development servers
 *     close it, since a request that crosses with that is a failed attempt
 */
record ClientLimits(int connectionsPerOrigin, int dialsPerOrigin, Duration connect, Duration idle) {
    /**
     * How many attempts run at once is each queue's to say: up to 5000. Several queues that hang at their largest must
     * not hold up another one of the same target, so the bound is far above that, and below the number of ports that a
     * client has.
     */
    static final ClientLimits DEFAULT = new ClientLimits(20_000, 32, Duration.ofSeconds(10), Duration.ofSeconds(4));

    /** The longest status line or chunk header that is read, in bytes. */
    static final int LINE_BYTES = 8 * 1024;

    /** The most bytes of headers that are read. */
    static final int HEADER_BYTES = 64 * 1024;

    /** A body up to this many bytes is copied behind its head, to leave in one piece. */
    static final int COPIED_BODY_BYTES = 16 * 1024;
}
