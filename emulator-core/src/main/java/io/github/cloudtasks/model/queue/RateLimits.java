package io.github.cloudtasks.model.queue;

/**
 * The limits of the dispatches of a push queue. In a request, 0 means the default.
 *
 * @param maxDispatchesPerSecond at most 500, fractions are allowed
 * @param maxBurstSize the capacity of the token bucket, at most 500; the default is derived from the rate
 * @param maxConcurrentDispatches at most 5000; -1 in pull queues
 */
public record RateLimits(double maxDispatchesPerSecond, int maxBurstSize, int maxConcurrentDispatches) {

    /** A request in which nothing is set. */
    public static final RateLimits UNSET = new RateLimits(0, 0, 0);
}
