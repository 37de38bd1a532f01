package conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waiting for a condition, with a deadline. */
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Eventually() {}

  /** Repeats a call until its result satisfies a condition, and returns that result. */
  public static <T> T eventually(Supplier<T> ask, Predicate<T> until) {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      T answer = ask.get();
      if (until.test(answer)) {
        return answer;
      }
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("Not within " + PATIENCE + "; last seen: " + answer);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
