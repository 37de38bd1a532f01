package io.github.cloudtasks.rest.http;

import java.time.Duration;

/**
 * How much and how long one connection may.
 *
 * @param bodyBytes the largest body, as sent and inflated
 * @param lineBytes the longest request line
 * @param headerBytes all header lines together
 * @param request from the first byte of a request to its last
 * @param idle between two requests
 * @param stall for the client to take an answer
 * @param linger for the client to finish sending a request that has been refused
 */
public record ConnectionLimits(
        int bodyBytes,
        int lineBytes,
        int headerBytes,
        Duration request,
        Duration idle,
        Duration stall,
        Duration linger) {

    /**
     * Larger than what the service takes (a batch of tasks of 1 MB is refused for its size, not by the connection), and
     * patient, since the client may be standing at a breakpoint.
     */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(
            32 << 20,
            16 << 10,
            128 << 10,
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10));
}
