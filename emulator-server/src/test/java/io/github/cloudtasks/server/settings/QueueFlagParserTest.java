package io.github.cloudtasks.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.server.startup.InitialQueue;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueFlagParserTest {
    private static final String NAME = "projects/p/locations/l/queues/q";

    private static final InitialQueue DEFAULT = new InitialQueue(
            NAME, NewQueue.DEFAULT.withExactRetryConfig(new RetryConfig(0, null, null, null, 16)), false);

    @Test
    void name_alone_is_a_queue_with_defaults() {
        assertThat(QueueFlagParser.parse(NAME)).isEqualTo(DEFAULT);
    }

    @Test
    void every_setting_is_applied() {
        assertThat(
                        QueueFlagParser.parse(
                                NAME
                                        + ",max-dispatches-per-second=0.5,max-burst-size=20,max-concurrent-dispatches=7,max-attempts=3"
                                        + ",max-retry-duration=1h,min-backoff=0.1s,max-backoff=1m30s,max-doublings=2,type=pull,state=paused"))
                .isEqualTo(new InitialQueue(
                        NAME,
                        new NewQueue(new PullTarget(), new RateLimits(0.5, 20, 7), RetryConfig.UNSET, null, null, null)
                                .withExactRetryConfig(new RetryConfig(
                                        3, Duration.ofHours(1), Duration.ofMillis(100), Duration.ofSeconds(90), 2)),
                        true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-dispatches-per-second=5,max-concurrent-dispatches=7",
                "maxDispatchesPerSecond=5,maxConcurrentDispatches=7",
                "max_dispatches_per_second=5,max_concurrent_dispatches=7",
                "max-tasks-dispatched-per-second=5,maxConcurrentTasks=7",
                " max-dispatches-per-second = 5 , max-concurrent-dispatches = 7"
            })
    void setting_names_follow_flags_or_fields(String settings) {
        assertThat(QueueFlagParser.parse(NAME + "," + settings).settings().rateLimits())
                .isEqualTo(new RateLimits(5, 0, 7));
    }

    @Test
    void attempts_can_be_unlimited() {
        assertThat(QueueFlagParser.parse(NAME + ",max-attempts=unlimited"))
                .isEqualTo(QueueFlagParser.parse(NAME + ",max-attempts=-1"));
        assertThat(QueueFlagParser.parse(NAME + ",type=PUSH,state=RUNNING")).isEqualTo(DEFAULT);
    }

    /** In a request, zeros mean the default. */
    @Test
    void written_zero_is_a_value() {
        assertThat(QueueFlagParser.parse(NAME + ",min-backoff=0,max-backoff=0s,max-doublings=0")
                        .settings())
                .isEqualTo(NewQueue.DEFAULT.withExactRetryConfig(
                        new RetryConfig(0, null, Duration.ZERO, Duration.ZERO, 0)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
      max-attempts=0 | a queue whose max-attempts is at least 1
      max-burst-size=0 | a queue whose max-burst-size is at least 1
      max-concurrent-dispatches=0 | a queue whose max-concurrent-dispatches is at least 1
      max-dispatches-per-second=0.0 | a queue whose max-dispatches-per-second is above 0, or whose state is paused
      max-attempts=many | a queue whose max-attempts is a whole number
      max-attempts | a queue whose max-attempts has a value
      max-attempts=1,maxAttempts=2 | a queue whose max-attempts is given once
      max-dispatches-per-second=fast | a queue whose max-dispatches-per-second is a number such as 5 or 0.5
      min-backoff=5 | a queue whose min-backoff is a duration of up to 3650 days such as 90s, 10m, 1h30m or 7d
      type=lease | a queue whose type is push or pull
      state=disabled | a queue whose state is running or paused
      rate=5 | a queue with settings among max-dispatches-per-second, max-burst-size, max-concurrent-dispatches, \
      max-attempts, max-retry-duration, min-backoff, max-backoff, max-doublings, type, state
      """)
    void invalid_setting_is_rejected_with_the_expected_value(String settings, String expected) {
        assertThatThrownBy(() -> QueueFlagParser.parse(NAME + "," + settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max-attempts=5", ",max-attempts=5"})
    void queue_without_name_is_rejected(String text) {
        assertThatThrownBy(() -> QueueFlagParser.parse(text)).hasMessageStartingWith("a queue such as projects/");
    }
}
