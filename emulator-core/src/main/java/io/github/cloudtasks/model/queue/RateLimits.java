package io.github.cloudtasks.model.queue;

/**
 * How fast a push queue may dispatch.
 *
 * @param maxDispatchesPerSecond at most 500; fractions are allowed. In what a caller asks for, 0 means the default
 * @param maxBurstSize the size of the token bucket, at most 500. In what a caller asks for, 0 means derived from the
 *     rate
 * @param maxConcurrentDispatches at most 5000; -1 on pull queues. In what a caller asks for, 0 means the default
 */
public record RateLimits(double maxDispatchesPerSecond, int maxBurstSize, int maxConcurrentDispatches) {

    /** Nothing asked for: every part gets the service's default. */
    public static final RateLimits UNSET = new RateLimits(0, 0, 0);
}
