package io.github.cloudtasks.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramCounterTest {
    private final HistogramCounter counter = new HistogramCounter();

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0.005",
        "PT-5S, 0.005",
        "PT0.005S, 0.005",
        "PT0.005001S, 0.01",
        "PT0.7S, 1.0",
        "PT30M, 1800.0",
        "PT31M, Infinity",
        "PT8760000H, Infinity",
        "PT-8760000H, 0.005"
    })
    void a_duration_is_counted_in_the_lowest_bucket_that_contains_it(Duration duration, double upperBound) {
        counter.add(duration);

        assertThat(IntStream.range(0, HistogramCounter.buckets())
                        .filter(bucket -> counter.count(bucket) == 1)
                        .mapToObj(HistogramCounter::upperBound))
                .containsExactly(upperBound);
    }

    @Test
    void the_sum_is_in_seconds() {
        counter.add(Duration.ofMillis(1500));
        counter.add(Duration.ofSeconds(2));

        assertThat(counter.sum()).isEqualTo(3.5);
    }
}
