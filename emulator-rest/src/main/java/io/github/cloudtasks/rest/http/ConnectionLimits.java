package io.github.cloudtasks.rest.http;

import java.time.Duration;

/**
 * Size and time limits of one connection.
 *
 * @param bodyBytes the maximum size of a request body in bytes, both as sent and after decompression
 * @param lineBytes the maximum length of a request line in bytes (HTTP/1.1)
 * @param headerBytes the maximum size of all header lines together in bytes (HTTP/1.1)
 * @param request the time from the first byte of a request to its last (HTTP/1.1)
 * @param idle the time between two requests (HTTP/1.1)
 * @param stall the time for the client to receive a response (HTTP/1.1)
 * @param linger the time for the client to finish sending a request that has been rejected (HTTP/1.1)
 * @param halfClosed the time after which a client that has closed its output, and waits for a response, is checked for
 *     having disconnected; also for one that has sent more than is read ahead (HTTP/1.1)
 */
public record ConnectionLimits(
        int bodyBytes,
        int lineBytes,
        int headerBytes,
        Duration request,
        Duration idle,
        Duration stall,
        Duration linger,
        Duration halfClosed) {

    /**
     * The limits of a running emulator. They exceed those of the service, so that a batch of tasks of 1 MB is rejected
     * by the service's own size check. The times are long because a client may be stopped in a debugger.
     */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(
            32 << 20,
            16 << 10,
            128 << 10,
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));

    /** Creates limits with the default time for half-closed connections. */
    public ConnectionLimits(
            int bodyBytes,
            int lineBytes,
            int headerBytes,
            Duration request,
            Duration idle,
            Duration stall,
            Duration linger) {
        this(bodyBytes, lineBytes, headerBytes, request, idle, stall, linger, DEFAULT.halfClosed);
    }

    /** Returns the shortest of the times that are checked periodically. */
    Duration shortestTime() {
        Duration shortest = request.compareTo(idle) < 0 ? request : idle;
        return shortest.compareTo(stall) < 0 ? shortest : stall;
    }
}
