package io.github.cloudtasks.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * A token bucket whose whole state is one instant: the one until which it is spoken for. It starts full, refills steadily, and
 * answers when the next token is there; it never waits.
 */
final class TokenBucket {
  private Duration interval;
  private Duration tolerance;
  private Instant spokenForUntil = Instant.EPOCH;

  /**
   * @param perSecond tokens that flow in, above 0
   * @param burst tokens that it holds, at least 1
   */
  TokenBucket(double perSecond, int burst) {
    interval = interval(perSecond);
    tolerance = interval.multipliedBy(burst - 1L);
  }

  /** Changes rate and size at {@code now}. Tokens that were there stay, as far as they fit. */
  void reshape(double perSecond, int burst, Instant now) {
    Duration oldInterval = interval;
    interval = interval(perSecond);
    tolerance = interval.multipliedBy(burst - 1L);
    if (spokenForUntil.isAfter(now) && !oldInterval.equals(interval)) {
      double taken = seconds(Duration.between(now, spokenForUntil)) / seconds(oldInterval);
      spokenForUntil = now.plusNanos((long) (taken * seconds(interval) * 1e9));
    }
  }

  /** When there is a token; a time that is not after now means at once. */
  Instant nextTokenAt() {
    return spokenForUntil.minus(tolerance);
  }

  /** Takes a token, whether there is one or not. */
  void take(Instant now) {
    spokenForUntil = (spokenForUntil.isAfter(now) ? spokenForUntil : now).plus(interval);
  }

  private static Duration interval(double perSecond) {
    return Duration.ofNanos(Math.max(1, Math.round(1e9 / perSecond)));
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
