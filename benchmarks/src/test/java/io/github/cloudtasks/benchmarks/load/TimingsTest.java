package io.github.cloudtasks.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimingsTest {
    private static final long MILLI = 1_000_000;

    private static Timings oneTo(int calls) {
        long[] descending = LongStream.rangeClosed(1, calls)
                .map(i -> (calls + 1 - i) * MILLI)
                .toArray();
        return new Timings(descending, 2_000_000_000);
    }

    @Test
    void percentile_is_the_time_of_the_nearest_rank() {
        Timings timings = oneTo(1000);
        assertThat(timings.percentileMillis(0.5)).isEqualTo(500);
        assertThat(timings.percentileMillis(0.99)).isEqualTo(990);
        assertThat(timings.percentileMillis(0.999)).isEqualTo(999);
        assertThat(timings.slowestMillis()).isEqualTo(1000);
    }

    @Test
    void percentile_of_few_calls_is_one_of_their_times() {
        assertThat(oneTo(1).percentileMillis(0.001)).isEqualTo(1);
        assertThat(oneTo(1).percentileMillis(0.999)).isEqualTo(1);
        assertThat(oneTo(3).percentileMillis(0.5)).isEqualTo(2);
        assertThat(oneTo(10).percentileMillis(0.99)).isEqualTo(10);
    }

    @Test
    void percentile_of_nothing_and_shares_out_of_range_are_rejected() {
        assertThatThrownBy(() -> oneTo(0).percentileMillis(0.5)).isInstanceOf(IllegalArgumentException.class);
        for (double share : new double[] {0, -1, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> oneTo(5).percentileMillis(share))
                    .as("share %s", share)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void given_array_keeps_its_order() {
        long[] nanos = {3, 1, 2};
        assertThat(new Timings(nanos, 1).slowestMillis()).isEqualTo(3e-6);
        assertThat(nanos).containsExactly(3, 1, 2);
    }

    @Test
    void rate_and_concatenation_use_the_elapsed_time() {
        assertThat(oneTo(1000).perSecond()).isEqualTo(500);
        Timings both = Timings.concat(List.of(oneTo(1000), oneTo(10)));
        assertThat(both.calls()).isEqualTo(1010);
        assertThat(both.perSecond()).isEqualTo(252.5);
        assertThat(both.slowestMillis()).isEqualTo(1000);
        // The second series adds its ten calls below the eleventh of the first.
        assertThat(both.percentileMillis(20.0 / 1010)).isEqualTo(10);
    }
}
