package io.github.cloudtasks.engine.rules;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueRulesTest {
    private static final PushTarget HTTP = new PushTarget(null, new HttpTarget(null, null, List.of(), null));

    private final QueueRules rules = new QueueRules(Dialect.V2BETA2, Limits.DEFAULTS);

    @Test
    @Tag("recorded")
    void unset_settings_get_the_defaults() {
        Queue queue = complete(NewQueue.DEFAULT);

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(500, 100, 1000));
        assertThat(queue.retryConfig())
                .isEqualTo(new RetryConfig(100, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
        assertThat(queue.state()).isEqualTo(QueueState.RUNNING);
        assertThat(queue.target()).isEqualTo(PushTarget.PLAIN);
        assertThat(queue.purgeTime()).isNull();
        assertThat(queue.samplingRatio()).isNull();
    }

    @ParameterizedTest
    @Tag("recorded")
    @CsvSource({"0.5, 10", "10, 10", "54, 10", "77, 15", "100, 20", "333, 66", "500, 100", "4.9E-324, 10", "54.999, 10"
    })
    void burst_size_defaults_to_a_fifth_of_the_rate_and_at_least_10(double rate, int burst) {
        RateLimits limits = rates(new RateLimits(rate, 0, 0));

        assertThat(limits.maxBurstSize()).isEqualTo(burst);
        assertThat(limits.maxDispatchesPerSecond()).isEqualTo(rate, within(0.0));
    }

    @Test
    @Tag("recorded")
    void token_that_a_mask_left_without_an_account_is_kept() {
        PushTarget target = new PushTarget(null, new HttpTarget(null, null, List.of(), new OAuthToken("", "scope")));
        NewQueue merged = Samples.settings(target, RateLimits.UNSET, RetryConfig.UNSET);

        assertThat(rules.change(complete(Samples.settings(HTTP, RateLimits.UNSET, RetryConfig.UNSET)), merged)
                        .target())
                .isEqualTo(target);
        assertThat(complete(merged).target()).isEqualTo(target);
        assertInvalid(() -> rules.check(merged), "service_account_email must be set.");
    }

    @ParameterizedTest
    @Tag("documented")
    @ValueSource(ints = {1, 499, 500})
    void requested_burst_size_is_stored(int burst) {
        assertThat(rates(new RateLimits(1, burst, 0)).maxBurstSize()).isEqualTo(burst);
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(ints = {-1, 501, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void burst_size_out_of_range_is_rejected(int burst) {
        assertInvalid(() -> rates(new RateLimits(1, burst, 0)), "RateLimits.maxBurstSize must be between 1 and 500.");
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(doubles = {-4.9E-324, -1, Double.NEGATIVE_INFINITY, Double.NaN})
    void negative_rate_is_rejected(double rate) {
        assertInvalid(
                () -> rates(new RateLimits(rate, 0, 0)), "RateLimits.maxTasksDispatchedPerSecond cannot be negative.");
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(doubles = {500.0000001, 501, Double.MAX_VALUE, Double.POSITIVE_INFINITY})
    void rate_above_500_is_rejected(double rate) {
        assertInvalid(
                () -> rates(new RateLimits(rate, 0, 0)),
                "RateLimits.maxTasksDispatchedPerSecond must be less than or equal to 500.");
    }

    @Test
    @Tag("inferred")
    void rate_of_minus_zero_is_unset() {
        assertThat(rates(new RateLimits(-0.0, 0, 0)).maxDispatchesPerSecond()).isEqualTo(500, within(0.0));
    }

    @Test
    @Tag("recorded")
    void concurrency_is_0_to_5000() {
        assertThat(rates(new RateLimits(0, 0, 5000)).maxConcurrentDispatches()).isEqualTo(5000);
        assertThat(rates(new RateLimits(0, 0, 1)).maxConcurrentDispatches()).isEqualTo(1);
        assertInvalid(() -> rates(new RateLimits(0, 0, -1)), "RateLimits.maxConcurrentTasks cannot be negative.");
        assertInvalid(
                () -> rates(new RateLimits(0, 0, 5001)),
                "RateLimits.maxConcurrentTasks must be less than or equal to 5000.");
    }

    @Test
    @Tag("documented")
    void pull_queue_gets_fixed_rates_and_only_two_retry_limits() {
        RetryConfig requested =
                new RetryConfig(5, Duration.ofMinutes(1), Duration.ofSeconds(9), Duration.ofSeconds(1), 3);
        Queue queue = complete(Samples.settings(new PullTarget(), new RateLimits(7, 7, 7), requested));

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(500, 100, -1));
        assertThat(queue.retryConfig()).isEqualTo(new RetryConfig(5, Duration.ofMinutes(1), null, null, 0));
    }

    @Test
    @Tag("recorded")
    void retry_config_is_checked_and_completed() {
        assertThat(retries(new RetryConfig(-1, Duration.ZERO, Duration.ofNanos(1_234_567_891), null, 0)))
                .isEqualTo(new RetryConfig(-1, null, Duration.ofNanos(1_234_567_891), Duration.ofHours(1), 16));
        assertThat(retries(new RetryConfig(Integer.MAX_VALUE, null, null, null, Integer.MAX_VALUE)))
                .isEqualTo(new RetryConfig(
                        Integer.MAX_VALUE, null, Duration.ofMillis(100), Duration.ofHours(1), Integer.MAX_VALUE));
        assertInvalid(
                () -> retries(new RetryConfig(-2, null, null, null, 0)),
                "RetryConfig.maxAttempts must be greater or equal to -1.");
        assertInvalid(
                () -> retries(new RetryConfig(0, null, null, null, -1)),
                "RetryConfig.maxDoublings cannot be negative.");
        assertInvalid(
                () -> retries(new RetryConfig(0, null, Duration.ofNanos(-5), null, 0)),
                "RetryConfig.minBackoff cannot be negative.");
        assertInvalid(
                () -> retries(new RetryConfig(0, null, null, Duration.ofNanos(-5), 0)),
                "RetryConfig.maxBackoff cannot be negative.");
        assertInvalid(
                () -> retries(new RetryConfig(0, Duration.ofSeconds(-1), null, null, 0)),
                "RetryConfig.max_retry_duration.seconds cannot be negative.");
        assertInvalid(
                () -> retries(new RetryConfig(0, null, Duration.ofSeconds(2), Duration.ofSeconds(1), 0)),
                "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.");
        assertInvalid(
                () -> retries(new RetryConfig(0, null, Duration.ofHours(1).plusNanos(1), null, 0)),
                "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.");
    }

    @Test
    @Tag("inferred")
    void fraction_of_max_retry_duration_is_dropped() {
        assertThat(retries(new RetryConfig(0, Duration.ofMillis(30_900), null, null, 0))
                        .maxRetryDuration())
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(retries(new RetryConfig(0, Duration.ofMillis(900), null, null, 0))
                        .maxRetryDuration())
                .isNull();
    }

    @Test
    @Tag("documented")
    void ttls_have_defaults_and_ranges() {
        Queue queue = complete(NewQueue.DEFAULT);
        assertThat(queue.taskTtl()).isEqualTo(Duration.ofDays(31));
        assertThat(queue.tombstoneTtl()).isEqualTo(Duration.ofHours(1));

        Queue longest = complete(ttls(Duration.ofDays(3650), Duration.ofDays(9)));
        assertThat(longest.taskTtl()).isEqualTo(Duration.ofDays(3650));
        assertThat(longest.tombstoneTtl()).isEqualTo(Duration.ofDays(9));

        Duration bit = Duration.ofNanos(1);
        String taskTtl = "Queue.task_ttl must be between [864000s, 315360000s].";
        String tombstoneTtl = "Queue.tombstone_ttl must be between [3600s, 777600s].";
        assertInvalid(() -> complete(ttls(Duration.ofDays(10).minus(bit), null)), taskTtl);
        assertInvalid(() -> complete(ttls(Duration.ofDays(3650).plus(bit), null)), taskTtl);
        assertInvalid(() -> complete(ttls(Duration.ofSeconds(Long.MIN_VALUE), null)), taskTtl);
        assertInvalid(() -> complete(ttls(null, Duration.ofHours(1).minus(bit))), tombstoneTtl);
        assertInvalid(() -> complete(ttls(null, Duration.ofDays(9).plus(bit))), tombstoneTtl);
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void sampling_ratio_out_of_range_is_rejected(double ratio) {
        assertInvalid(() -> complete(sampling(ratio)), "sampling_ratio must be between 0.0 and 1.0.");
    }

    @Test
    @Tag("recorded")
    void sampling_ratio_0_is_unset() {
        assertThat(complete(sampling(0.0)).samplingRatio()).isNull();
        assertThat(complete(sampling(-0.0)).samplingRatio()).isNull();
        assertThat(complete(sampling(1.0)).samplingRatio()).isEqualTo(1.0);
    }

    @Test
    @Tag("documented")
    void app_engine_override_gets_the_host_of_its_project() {
        PushTarget requested = new PushTarget(new AppEngineRouting("s", "v", "i", "made up"), null);
        QueueName scoped = QueueName.of("example.com:p", "l", "q");

        assertThat(host(Samples.QUEUE, requested)).isEqualTo("i.v.s.p.appspot.com");
        assertThat(host(scoped, requested)).isEqualTo("i.v.s.p.example.com.a.appspot.com");
        assertThat(host(Samples.QUEUE, new PushTarget(AppEngineRouting.DEFAULT, null)))
                .isEqualTo("p.appspot.com");
    }

    @Test
    @Tag("documented")
    void type_of_a_queue_cannot_be_changed() {
        for (Target from : List.of(PushTarget.PLAIN, HTTP, new PullTarget())) {
            Queue queue = complete(Samples.settings(from, RateLimits.UNSET, RetryConfig.UNSET));
            for (Target to : List.of(PushTarget.PLAIN, HTTP, new PullTarget())) {
                NewQueue requested = Samples.settings(to, RateLimits.UNSET, RetryConfig.UNSET);
                if (from.equals(to)) {
                    assertThat(rules.change(queue, requested).target()).isEqualTo(to);
                } else {
                    assertInvalid(() -> rules.change(queue, requested), "Queue.target_type is immutable.");
                }
            }
        }
    }

    @Test
    @Tag("recorded")
    void update_keeps_state_and_purge_time_and_resets_unset_settings() {
        Queue queue = complete(Samples.settings(HTTP, new RateLimits(7, 7, 7), new RetryConfig(7, null, null, null, 7)))
                .withState(QueueState.PAUSED)
                .purgedAt(Samples.START);

        Queue changed = rules.change(queue, NewQueue.DEFAULT);

        assertThat(changed.state()).isEqualTo(QueueState.PAUSED);
        assertThat(changed.purgeTime()).isEqualTo(Samples.START);
        assertThat(changed.target()).as("the target is kept").isEqualTo(HTTP);
        assertThat(changed.rateLimits()).isEqualTo(new RateLimits(500, 100, 1000));
        assertThat(changed.retryConfig().maxAttempts()).isEqualTo(100);
    }

    @Test
    @Tag("inferred")
    void ttls_cannot_be_changed_but_can_be_repeated() {
        Queue queue = complete(ttls(Duration.ofDays(20), Duration.ofHours(2)));

        assertThat(rules.change(queue, ttls(Duration.ofDays(20), Duration.ofHours(2))))
                .isEqualTo(queue);
        assertThat(rules.change(queue, NewQueue.DEFAULT)).isEqualTo(queue);
        assertInvalid(() -> rules.change(queue, ttls(Duration.ofDays(21), null)), "Queue.task_ttl is immutable.");
        assertInvalid(() -> rules.change(queue, ttls(null, Duration.ofHours(3))), "Queue.tombstone_ttl is immutable.");
        assertThat(rules.changeFromFile(queue, ttls(Duration.ofDays(3650), Duration.ofDays(9))))
                .isEqualTo(queue);
    }

    private Queue complete(NewQueue requested) {
        return rules.complete(Samples.QUEUE, requested);
    }

    private RateLimits rates(RateLimits requested) {
        return complete(Samples.push(requested, RetryConfig.UNSET)).rateLimits();
    }

    private RetryConfig retries(RetryConfig requested) {
        return complete(Samples.push(RateLimits.UNSET, requested)).retryConfig();
    }

    private String host(QueueName name, PushTarget requested) {
        Queue queue = rules.complete(name, Samples.settings(requested, RateLimits.UNSET, RetryConfig.UNSET));
        return ((PushTarget) queue.target()).appEngineRoutingOverride().host();
    }

    private static NewQueue ttls(Duration taskTtl, Duration tombstoneTtl) {
        return new NewQueue(null, RateLimits.UNSET, RetryConfig.UNSET, taskTtl, tombstoneTtl, null);
    }

    private static NewQueue sampling(double ratio) {
        return new NewQueue(null, RateLimits.UNSET, RetryConfig.UNSET, null, null, ratio);
    }
}
