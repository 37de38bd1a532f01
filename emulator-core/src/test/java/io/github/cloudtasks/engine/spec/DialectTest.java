package io.github.cloudtasks.engine.spec;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.rules.QueueRules;
import io.github.cloudtasks.engine.rules.TaskRules;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Differences of v2 and v2beta3 from v2beta2 and from each other. */
class DialectTest {
    private static final PushTarget BOTH = new PushTarget(
            new AppEngineRouting("service", "", "", ""), new HttpTarget(null, HttpMethod.PUT, List.of(), null));
    private static final NewQueue EXPLICIT_BURST = Samples.push(new RateLimits(100, 33, 0), RetryConfig.UNSET);

    private final QueueRules v2beta2 = rules(Dialect.V2BETA2);
    private final QueueRules v2 = rules(Dialect.V2);

    static Stream<Dialect> v2AndV2beta3() {
        return Stream.of(Dialect.V2, Dialect.V2BETA3);
    }

    @ParameterizedTest
    @MethodSource("v2AndV2beta3")
    @Tag("recorded")
    void error_messages_use_the_field_names_of_the_version(Dialect dialect) {
        assertInvalid(
                () -> rate(dialect, new RateLimits(-1, 0, 0)), "RateLimits.maxDispatchesPerSecond cannot be negative.");
        assertInvalid(
                () -> rate(dialect, new RateLimits(501, 0, 0)),
                "RateLimits.maxDispatchesPerSecond must be less than or equal to 500.");
        assertInvalid(
                () -> rate(dialect, new RateLimits(0, 0, -1)),
                "RateLimits.maxConcurrentDispatches cannot be negative.");
        assertInvalid(
                () -> rate(dialect, new RateLimits(0, 0, 5001)),
                "RateLimits.maxConcurrentDispatches must be less than or equal to 5000.");
    }

    @Test
    @Tag("recorded")
    void v2_ignores_the_burst_size() {
        for (int burst : new int[] {-1, 0, 33, 501}) {
            assertThat(rate(Dialect.V2, new RateLimits(100, burst, 0)).maxBurstSize())
                    .isEqualTo(20);
        }
    }

    @Test
    @Tag("documented")
    void update_in_v2_recomputes_a_burst_size_of_another_version() {
        Queue chosen = v2beta2.complete(Samples.QUEUE, EXPLICIT_BURST);

        assertThat(v2.change(chosen, EXPLICIT_BURST).rateLimits().maxBurstSize())
                .isEqualTo(20);
    }

    @Test
    @Tag("documented")
    void v2beta3_stores_the_requested_burst_size() {
        assertThat(rate(Dialect.V2BETA3, new RateLimits(100, 33, 0)).maxBurstSize())
                .isEqualTo(33);
        assertInvalid(
                () -> rate(Dialect.V2BETA3, new RateLimits(100, 501, 0)),
                "RateLimits.maxBurstSize must be between 1 and 500.");
    }

    @ParameterizedTest
    @MethodSource("v2AndV2beta3")
    @Tag("recorded")
    void fraction_of_max_retry_duration_is_rejected(Dialect dialect) {
        RetryConfig fraction = new RetryConfig(0, Duration.ofMillis(30_900), null, null, 0);

        assertInvalid(
                () -> rules(dialect).complete(Samples.QUEUE, Samples.push(RateLimits.UNSET, fraction)),
                "RetryConfig.max_retry_duration.nanos cannot be set.");
        assertInvalid(
                () -> new TaskRules(dialect, Limits.DEFAULTS)
                        .check(new NewTask("", Samples.POST, null, null, fraction), Samples.START),
                "RetryConfig.max_retry_duration.nanos cannot be set.");
    }

    @ParameterizedTest
    @MethodSource("v2AndV2beta3")
    @Tag("documented")
    void queue_can_have_both_push_targets_and_accepts_both_payloads(Dialect dialect) {
        Queue queue =
                rules(dialect).complete(Samples.QUEUE, Samples.settings(BOTH, RateLimits.UNSET, RetryConfig.UNSET));
        TaskRules rules = new TaskRules(dialect, Limits.DEFAULTS);

        for (NewTask task : List.of(appEngine(0), new NewTask("", Samples.POST, null, null, null))) {
            assertThatCode(() -> rules.complete(Samples.QUEUE.task("t"), true, task, queue, Samples.START))
                    .doesNotThrowAnyException();
        }
        assertThat(rules(dialect)
                        .change(queue, Samples.settings(PushTarget.PLAIN, RateLimits.UNSET, RetryConfig.UNSET))
                        .target())
                .isEqualTo(PushTarget.PLAIN);
    }

    @ParameterizedTest
    @MethodSource("v2AndV2beta3")
    @Tag("recorded")
    void app_engine_task_can_be_as_large_as_an_http_task(Dialect dialect) {
        Queue queue = rules(dialect).complete(Samples.QUEUE, NewQueue.DEFAULT);
        TaskRules rules = new TaskRules(dialect, Limits.DEFAULTS);
        int megabyte = 1 << 20;

        assertThatCode(() ->
                        rules.complete(Samples.QUEUE.task("t"), true, appEngine(megabyte - 1000), queue, Samples.START))
                .doesNotThrowAnyException();
        assertInvalid(
                () -> rules.complete(Samples.QUEUE.task("t"), true, appEngine(megabyte), queue, Samples.START),
                "Task size too large");
    }

    private static QueueRules rules(Dialect dialect) {
        return new QueueRules(dialect, Limits.DEFAULTS);
    }

    private static RateLimits rate(Dialect dialect, RateLimits requested) {
        return rules(dialect)
                .complete(Samples.QUEUE, Samples.push(requested, RetryConfig.UNSET))
                .rateLimits();
    }

    private static NewTask appEngine(int bodySize) {
        Bytes body = Bytes.wrap(new byte[bodySize]);
        return new NewTask("", new AppEngineHttpRequest(HttpMethod.POST, null, "/", Map.of(), body), null, null, null);
    }
}
