package io.github.cloudtasks.storage;

import com.google.protobuf.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;

/**
 * Encodes times and durations.
 *
 * <p>A time consists of two numbers: whole microseconds since 1970, rounded down, and the rest in nanoseconds, which is
 * 0 for most times. Times that are more than 292,000 years from 1970, which the API cannot represent, become the
 * earliest or the latest microsecond.
 */
final class TimeCodec {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private static final Instant EARLIEST = decode(Long.MIN_VALUE, 0);
    private static final Instant LATEST = decode(Long.MAX_VALUE, 0);

    /** The default deadline of HTTP tasks, which most tasks share. */
    private static final java.time.Duration COMMON_DURATION = java.time.Duration.ofMinutes(10);

    private TimeCodec() {}

    /** Returns whole microseconds since 1970. */
    static long micros(Instant time) {
        if (time.isBefore(EARLIEST)) {
            return Long.MIN_VALUE;
        }
        if (time.isAfter(LATEST)) {
            return Long.MAX_VALUE;
        }
        // The product can overflow shortly after EARLIEST; the sum is right again.
        return time.getEpochSecond() * MICROS_PER_SECOND + time.getNano() / NANOS_PER_MICRO;
    }

    /** Returns the nanoseconds, 0 to 999, that {@link #micros} leaves out. */
    static int nanos(Instant time) {
        return time.get(ChronoField.NANO_OF_SECOND) % NANOS_PER_MICRO;
    }

    /** Decodes a time from the results of {@link #micros} and {@link #nanos}. */
    static Instant decode(long micros, int nanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND),
                Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO + nanos);
    }

    /**
     * Returns the microseconds from one time to another, for {@link #decodeAfter}. Overflows if the times are more than
     * 292,000 years apart, which {@code decodeAfter} reverts.
     */
    static long delay(Instant from, Instant to) {
        return micros(to) - micros(from);
    }

    /** Decodes a time from the results of {@link #delay} and {@link #nanos}. Returns the same object for no delay. */
    static Instant decodeAfter(Instant from, long delay, int nanos) {
        return delay == 0 && nanos == nanos(from) ? from : decode(micros(from) + delay, nanos);
    }

    static Duration encode(java.time.Duration duration) {
        long seconds = duration.getSeconds();
        int nanos = duration.getNano();
        // In Java the nanoseconds are never negative. In a message they have the sign of the seconds.
        if (seconds < 0 && nanos > 0) {
            seconds++;
            nanos -= NANOS_PER_SECOND;
        }
        return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }

    static java.time.Duration decode(Duration message) throws StoredValueException {
        return decodeDuration(message.getSeconds(), message.getNanos());
    }

    /** Decodes a duration from the fields of its message. */
    static java.time.Duration decodeDuration(long seconds, int nanos) throws StoredValueException {
        if (nanos == 0 && seconds == COMMON_DURATION.toSeconds()) {
            return COMMON_DURATION;
        }
        if (nanos <= -NANOS_PER_SECOND || nanos >= NANOS_PER_SECOND || (seconds == Long.MIN_VALUE && nanos < 0)) {
            throw new StoredValueException("a duration is out of range");
        }
        return java.time.Duration.ofSeconds(seconds, nanos);
    }
}
