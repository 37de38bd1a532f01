package conformance.v2beta2;

import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.RateLimits;

/** The rate limits of a queue, under the names that all versions share. */
record Rates(double perSecond, int burst, int concurrent) {

  static final String PER_SECOND_PATH = "rate_limits.max_tasks_dispatched_per_second";

  static Rates of(Queue queue) {
    RateLimits limits = queue.getRateLimits();
    return new Rates(limits.getMaxTasksDispatchedPerSecond(), limits.getMaxBurstSize(), limits.getMaxConcurrentTasks());
  }

  static Queue.Builder perSecond(Queue.Builder queue, double rate) {
    return queue.setRateLimits(RateLimits.newBuilder().setMaxTasksDispatchedPerSecond(rate));
  }
}
