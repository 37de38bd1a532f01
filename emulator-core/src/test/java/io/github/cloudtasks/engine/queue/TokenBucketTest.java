package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    @Tag("documented")
    void full_bucket_gives_its_burst_at_once_and_then_its_rate() {
        TokenBucket bucket = new TokenBucket(4, 3);

        assertThat(drain(bucket, NOW)).isEqualTo(3);
        assertThat(bucket.nextTokenAt(NOW)).isEqualTo(NOW.plusMillis(250));
        assertThat(drain(bucket, NOW.plusMillis(250).minusNanos(1))).isZero();
        assertThat(drain(bucket, NOW.plusMillis(250))).isEqualTo(1);
        assertThat(drain(bucket, NOW.plusMillis(500))).isEqualTo(1);
    }

    @Test
    @Tag("documented")
    void idle_bucket_fills_up_to_its_burst() {
        TokenBucket bucket = new TokenBucket(4, 3);
        drain(bucket, NOW);

        assertThat(drain(bucket, NOW.plusMillis(740))).isEqualTo(2);
        assertThat(drain(bucket, NOW.plusSeconds(3600))).isEqualTo(3);
    }

    @Test
    @Tag("inferred")
    void fraction_of_a_token_is_kept() {
        TokenBucket bucket = new TokenBucket(4, 1);
        bucket.take(NOW);
        bucket.take(NOW.plusMillis(260));

        assertThat(bucket.nextTokenAt(NOW.plusMillis(260))).isEqualTo(NOW.plusMillis(510));
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource({
        "500, 500, PT0.002S",
        "500, 1, PT0.002S",
        "1, 1, PT1S",
        "1, 500, PT1S",
        "0.000000001, 1, PT1000000000S",
        "0.000000001, 500, PT1000000000S"
    })
    void every_rate_gives_the_burst_and_then_one_token_per_interval(double rate, int burst, Duration interval) {
        TokenBucket bucket = new TokenBucket(rate, burst);

        assertThat(drain(bucket, NOW)).isEqualTo(burst);
        assertThat(bucket.nextTokenAt(NOW)).isEqualTo(NOW.plus(interval));
        assertThat(drain(bucket, NOW.plus(interval).minusNanos(1))).isZero();
        assertThat(drain(bucket, NOW.plus(interval))).isEqualTo(1);
        assertThat(drain(bucket, NOW.plus(interval.multipliedBy(3)))).isEqualTo(Math.min(2, burst));
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(doubles = {Double.MIN_VALUE, 1e-300, 1e-9, 1.0 / 3, 499.999, 1e12})
    void rates_do_not_overflow(double rate) {
        TokenBucket bucket = new TokenBucket(rate, 500);
        drain(bucket, NOW);

        bucket.resize(500, 1, NOW);
        bucket.resize(rate, 500, NOW);
        bucket.take(NOW);

        assertThat(bucket.nextTokenAt(NOW)).isAfter(NOW);
    }

    @Test
    @Tag("inferred")
    void smaller_burst_leaves_no_debt() {
        TokenBucket bucket = new TokenBucket(1, 100);
        drain(bucket, NOW);

        bucket.resize(1, 1, NOW);

        assertThat(bucket.nextTokenAt(NOW)).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    @Tag("inferred")
    void smaller_burst_keeps_the_tokens_that_fit() {
        TokenBucket bucket = new TokenBucket(1, 10);
        bucket.take(NOW);

        bucket.resize(1, 4, NOW);

        assertThat(drain(bucket, NOW)).isEqualTo(4);
    }

    @Test
    @Tag("inferred")
    void larger_burst_adds_capacity_but_no_tokens() {
        TokenBucket bucket = new TokenBucket(1, 2);
        drain(bucket, NOW);

        bucket.resize(1, 100, NOW);

        assertThat(drain(bucket, NOW)).isZero();
        assertThat(drain(bucket, NOW.plusSeconds(1))).isEqualTo(1);
        assertThat(drain(bucket, NOW.plusSeconds(201))).isEqualTo(100);
    }

    @Test
    @Tag("inferred")
    void new_rate_keeps_tokens_and_the_fraction_of_the_next() {
        TokenBucket bucket = new TokenBucket(1, 10);
        for (int i = 0; i < 7; i++) {
            bucket.take(NOW);
        }
        Instant half = NOW.plusMillis(500);

        bucket.resize(10, 10, half);

        assertThat(drain(bucket, half)).isEqualTo(3);
        assertThat(bucket.nextTokenAt(half)).isEqualTo(half.plusMillis(50));
    }

    @Test
    @Tag("inferred")
    void faster_rate_does_not_wait_for_the_former_rate() {
        TokenBucket bucket = new TokenBucket(1e-9, 1);
        bucket.take(NOW);

        bucket.resize(100, 1, NOW);

        assertThat(bucket.nextTokenAt(NOW)).isEqualTo(NOW.plusMillis(10));
    }

    @Test
    @Tag("inferred")
    void step_back_of_the_clock_empties_the_bucket_but_does_not_block_it() {
        TokenBucket bucket = new TokenBucket(10, 5);
        bucket.take(NOW);
        Instant before = NOW.minusSeconds(3600);

        assertThat(bucket.nextTokenAt(before)).isEqualTo(before.plusMillis(100));
        assertThat(drain(bucket, before.plusMillis(100))).isEqualTo(1);
    }

    /** Takes all tokens that are available at {@code now} and returns their number. */
    private static int drain(TokenBucket bucket, Instant now) {
        int taken = 0;
        while (!bucket.nextTokenAt(now).isAfter(now)) {
            bucket.take(now);
            taken++;
        }
        return taken;
    }
}
