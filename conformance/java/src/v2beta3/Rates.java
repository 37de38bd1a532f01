package conformance.v2beta3;

import com.google.cloud.tasks.v2beta3.Queue;
import com.google.cloud.tasks.v2beta3.RateLimits;

/** The rate limits of a queue, under the names that all versions share. */
record Rates(double perSecond, int burst, int concurrent) {

  static final String PER_SECOND_PATH = "rate_limits.max_dispatches_per_second";

  static Rates of(Queue queue) {
    RateLimits limits = queue.getRateLimits();
    return new Rates(limits.getMaxDispatchesPerSecond(), limits.getMaxBurstSize(), limits.getMaxConcurrentDispatches());
  }

  static Queue.Builder perSecond(Queue.Builder queue, double rate) {
    return queue.setRateLimits(RateLimits.newBuilder().setMaxDispatchesPerSecond(rate));
  }
}
