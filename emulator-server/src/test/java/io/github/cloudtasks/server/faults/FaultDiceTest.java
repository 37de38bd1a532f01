package io.github.cloudtasks.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultDiceTest {
    private static List<Double> rolls(long seed, String key) {
        return LongStream.range(0, 10_000)
                .mapToObj(number -> FaultDice.roll(seed, key, number))
                .toList();
    }

    /** Published seeds must keep their meaning. */
    @Test
    void the_numbers_never_change() {
        assertThat(rolls(7, "duplicate/q").subList(0, 3))
                .containsExactly(0.36049312200061334, 0.07740208245787383, 0.6099755281012998);
    }

    @Test
    void numbers_are_spread_evenly() {
        assertThat(rolls(1, "q")).allMatch(roll -> roll >= 0 && roll < 1);
        for (double rate : new double[] {0.01, 0.1, 0.5, 0.9}) {
            assertThat(rolls(1, "q").stream().filter(roll -> roll < rate).count())
                    .as("below %s", rate)
                    .isBetween(Math.round(10_000 * rate - 200), Math.round(10_000 * rate + 200));
        }
    }

    @Test
    void seeds_and_keys_have_different_numbers() {
        assertThat(rolls(1, "q")).isNotEqualTo(rolls(2, "q")).isNotEqualTo(rolls(1, "r"));
    }
}
