package io.github.cloudtasks.benchmarks.compare.measurements;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long MILLI = 1_000_000;

    @Test
    void longest_gap_may_be_before_the_first_arrival() {
        assertThat(Arrivals.longestGapMillis(0, new long[] {30 * MILLI, 40 * MILLI, 60 * MILLI}))
                .isEqualTo(30);
        assertThat(Arrivals.longestGapMillis(20 * MILLI, new long[] {30 * MILLI, 40 * MILLI, 60 * MILLI}))
                .isEqualTo(20);
    }

    @Test
    void seconds_are_counted_from_the_first_arrival_without_the_last_part() {
        // One arrival every 100 ms from 7 s to 10.4 s: three whole seconds and a part.
        long[] arrivals =
                LongStream.rangeClosed(0, 34).map(i -> (7000 + i * 100) * MILLI).toArray();
        assertThat(Arrivals.perSecond(arrivals, 0)).containsExactly(10, 10, 10);
        assertThat(Arrivals.perSecond(arrivals, 1)).containsExactly(10, 10);
        assertThat(Arrivals.perSecond(arrivals, 3)).isEmpty();
    }

    @Test
    void second_without_arrivals_counts_zero() {
        long[] arrivals = {0, 100 * MILLI, 2500 * MILLI, 3000 * MILLI};
        assertThat(Arrivals.perSecond(arrivals, 0)).containsExactly(2, 0, 1);
    }
}
