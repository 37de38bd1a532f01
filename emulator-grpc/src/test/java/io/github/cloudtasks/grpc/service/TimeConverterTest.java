package io.github.cloudtasks.grpc.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeConverterTest {

    @ParameterizedTest
    @Tag("recorded")
    @CsvSource({"253402300800, 0", "9223372036854775807, 0", "0, -1", "0, 1000000000", "9223372036854775807, 2147483647"
    })
    void time_after_year_9999_is_rejected(long seconds, int nanos) {
        Timestamp timestamp =
                Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();

        assertThatThrownBy(() -> TimeConverter.fromProto(timestamp))
                .hasMessage("Request contains an invalid argument.");
    }

    @ParameterizedTest
    @Tag("recorded")
    @CsvSource({"-62135596801, 0", "-62135596801, 999999999", "-9223372036854775808, 0"})
    void time_before_year_1_is_in_the_past(long seconds, int nanos) {
        Timestamp timestamp =
                Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();

        assertThat(TimeConverter.fromProto(timestamp)).isEqualTo("0001-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource({
        "315576000001, 0",
        "-315576000001, 0",
        "9223372036854775807, 999999999",
        "-9223372036854775808, -999999999",
        "0, 1000000000",
        "1, -1",
        "-1, 1"
    })
    void duration_above_10000_years_or_with_mixed_signs_is_rejected(long seconds, int nanos) {
        Duration duration =
                Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();

        assertThatThrownBy(() -> TimeConverter.fromProto(duration)).hasMessage("Request contains an invalid argument.");
    }

    @Test
    void valid_times_and_durations_survive_a_round_trip() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1000; i++) {
            Timestamp timestamp = Timestamp.newBuilder()
                    .setSeconds(random.nextLong(-62_135_596_800L, 253_402_300_799L))
                    .setNanos(random.nextInt(1_000_000_000))
                    .build();
            int sign = random.nextBoolean() ? 1 : -1;
            Duration duration = Duration.newBuilder()
                    .setSeconds(sign * random.nextLong(315_576_000_000L))
                    .setNanos(sign * random.nextInt(1_000_000_000))
                    .build();

            assertThat(TimeConverter.toProto(TimeConverter.fromProto(timestamp)))
                    .as("seed 7")
                    .isEqualTo(timestamp);
            assertThat(TimeConverter.toProto(TimeConverter.fromProto(duration)))
                    .as("seed 7")
                    .isEqualTo(duration);
        }
    }

    @Test
    @Tag("inferred")
    void time_after_year_9999_is_shown_as_the_end_of_that_year() {
        Timestamp shown = TimeConverter.toProto(Instant.MAX);

        assertThat(Timestamps.toString(shown)).isEqualTo("9999-12-31T23:59:59.999999Z");
        assertThat(TimeConverter.toProto(Instant.parse("9999-12-31T23:59:59.999999Z")))
                .isEqualTo(shown);
    }

    @Test
    @Tag("recorded")
    void creation_time_is_truncated_to_seconds() {
        assertThat(Timestamps.toString(TimeConverter.toWholeSeconds(Instant.parse("2026-07-08T09:10:11.999999Z"))))
                .isEqualTo("2026-07-08T09:10:11Z");
    }
}
