package io.github.cloudtasks.grpc.service;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.model.ApiException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Times as protocol buffers carry them and as Java does.
 *
 * <p>A message can hold any number of seconds, a valid one only the years 1 to 9999, or durations of 10,000 years. What
 * is later or longer the service answers with {@code Request contains an invalid argument.} (recorded for timestamps,
 * inferred for durations); a time before the year 1 is merely past (recorded).
 */
public final class TimeConverter {
    private static final Instant EARLIEST = Instant.ofEpochSecond(Timestamps.MIN_VALUE.getSeconds());
    private static final Instant LATEST = Instant.ofEpochSecond(Timestamps.MAX_VALUE.getSeconds(), 999_999_000);

    private TimeConverter() {}

    /** The same time, to the nanosecond; the beginning of the year 1 for one that is earlier. */
    public static Instant fromProto(Timestamp timestamp) {
        if (timestamp.getSeconds() < EARLIEST.getEpochSecond()) {
            return EARLIEST;
        }
        if (!Timestamps.isValid(timestamp)) {
            throw ApiException.invalidArgument();
        }
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    /** The same duration, to the nanosecond. */
    public static java.time.Duration fromProto(Duration duration) {
        if (!Durations.isValid(duration)) {
            throw ApiException.invalidArgument();
        }
        return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    /** The same time; the end of the year 9999 for one that is later, as the next retry of a task may be. */
    public static Timestamp toProto(Instant time) {
        Instant shown = time.isAfter(LATEST) ? LATEST : time;
        return Timestamp.newBuilder()
                .setSeconds(shown.getEpochSecond())
                .setNanos(shown.getNano())
                .build();
    }

    /** The same time without the fraction of its second, as {@code create_time} is shown (recorded). */
    public static Timestamp toSeconds(Instant time) {
        return toProto(time.truncatedTo(ChronoUnit.SECONDS));
    }

    /** The same duration. */
    public static Duration toProto(java.time.Duration duration) {
        long seconds = duration.getSeconds();
        int nanos = duration.getNano();
        // Java's fraction is never negative; a message's has the sign of the seconds.
        if (seconds < 0 && nanos > 0) {
            seconds++;
            nanos -= 1_000_000_000;
        }
        return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }
}
