package io.github.cloudtasks.grpc.service;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.model.ApiException;
import java.time.Instant;

/**
 * A converter between the times and durations of protocol buffers and those of Java.
 *
 * <p>Valid timestamps are in the years 1 to 9999, and valid durations are at most 10,000 years. Later and longer values
 * are rejected with {@code Request contains an invalid argument.} (recorded for timestamps, inferred for durations). A
 * time before the year 1 counts as past (recorded).
 */
public final class TimeConverter {
    private static final Instant EARLIEST = Instant.ofEpochSecond(Timestamps.MIN_VALUE.getSeconds());
    private static final Instant LATEST = Instant.ofEpochSecond(Timestamps.MAX_VALUE.getSeconds(), 999_999_000);

    private TimeConverter() {}

    /**
     * Returns the time, in nanoseconds. A time before the year 1 becomes the start of the year 1.
     *
     * @throws ApiException if the timestamp is invalid or later than the year 9999
     */
    public static Instant fromProto(Timestamp timestamp) {
        if (timestamp.getSeconds() < EARLIEST.getEpochSecond()) {
            return EARLIEST;
        }
        if (!Timestamps.isValid(timestamp)) {
            throw ApiException.invalidArgument();
        }
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    /**
     * Returns the duration, in nanoseconds.
     *
     * @throws ApiException if the duration is invalid or longer than 10,000 years
     */
    public static java.time.Duration fromProto(Duration duration) {
        if (!Durations.isValid(duration)) {
            throw ApiException.invalidArgument();
        }
        return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    /** Returns the time. A later time, such as that of a distant retry, becomes the end of the year 9999. */
    public static Timestamp toProto(Instant time) {
        Instant shown = time.isAfter(LATEST) ? LATEST : time;
        return Timestamp.newBuilder()
                .setSeconds(shown.getEpochSecond())
                .setNanos(shown.getNano())
                .build();
    }

    /** Returns the time cut to whole seconds, as {@code create_time} is shown (recorded). */
    public static Timestamp toWholeSeconds(Instant time) {
        return toProto(Instant.ofEpochSecond(time.getEpochSecond()));
    }

    /** Returns the duration. */
    public static Duration toProto(java.time.Duration duration) {
        long seconds = duration.getSeconds();
        int nanos = duration.getNano();
        // In Java the nanoseconds are never negative. In a message they have the sign of the seconds.
        if (seconds < 0 && nanos > 0) {
            seconds++;
            nanos -= 1_000_000_000;
        }
        return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }
}
