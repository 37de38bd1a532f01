package io.github.cloudtasks.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system's clock, and one thread that sleeps until the earliest of all alarms. An alarm that is not set costs nothing.
 */
public final class SystemTimeline implements Timeline, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SystemTimeline.class);

  /** The longest sleep: a clock that was set, or a machine that was suspended, is noticed by then. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

  private static final Comparator<Entry> BY_TIME =
      Comparator.<Entry, Instant>comparing(e -> e.when).thenComparingLong(e -> e.serial);

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<Entry> set = new TreeSet<>(BY_TIME);
  private final Thread thread;
  private long entries;
  private boolean closed;

  public SystemTimeline() {
    this(Clock.systemUTC());
  }

  SystemTimeline(Clock clock) {
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("timeline").daemon().start(this::run);
  }

  @Override
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public Alarm alarm(Runnable wake) {
    lock.lock();
    try {
      return new Entry(wake, entries++);
    } finally {
      lock.unlock();
    }
  }

  /** Wakes nobody any more. Alarms may still be set; they have no effect. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      set.clear();
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!isClosed()) {
      Entry due = takeDue();
      if (due == null) {
        // An alarm that is set meanwhile unparks: a permit given before parking is not lost.
        LockSupport.parkNanos(this, nanosToNext());
      } else {
        wake(due);
      }
    }
  }

  private static void wake(Entry due) {
    try {
      due.wake.run();
    } catch (RuntimeException | Error e) {
      // Whatever it is, it is one owner's: the thread goes on for all others.
      log.error("a wake-up failed; this is a bug in the emulator", e);
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** The earliest alarm if it is due, already unset. */
  private @Nullable Entry takeDue() {
    lock.lock();
    try {
      if (set.isEmpty() || set.first().when.isAfter(clock.instant())) {
        return null;
      }
      Entry first = set.removeFirst();
      first.when = Instant.MAX;
      return first;
    } finally {
      lock.unlock();
    }
  }

  private long nanosToNext() {
    lock.lock();
    try {
      Duration wait = set.isEmpty() ? LONGEST_SLEEP : Duration.between(clock.instant(), set.first().when);
      if (wait.isNegative()) {
        return 0;
      }
      return (wait.compareTo(LONGEST_SLEEP) < 0 ? wait : LONGEST_SLEEP).toNanos();
    } finally {
      lock.unlock();
    }
  }

  private final class Entry implements Alarm {
    private final Runnable wake;
    private final long serial;
    private Instant when = Instant.MAX;

    Entry(Runnable wake, long serial) {
      this.wake = wake;
      this.serial = serial;
    }

    @Override
    public void at(Instant time) {
      if (moveTo(Micros.ceiling(time))) {
        LockSupport.unpark(thread);
      }
    }

    /** Whether this is now the alarm that rings first. */
    private boolean moveTo(Instant time) {
      lock.lock();
      try {
        if (closed || time.equals(when)) {
          return false;
        }
        if (!when.equals(Instant.MAX)) {
          set.remove(this);
        }
        when = time;
        return !time.equals(Instant.MAX) && set.add(this) && set.first().serial == serial;
      } finally {
        lock.unlock();
      }
    }
  }
}
