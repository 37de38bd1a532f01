package io.github.cloudtasks.grpc.v2beta3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.grpc.RandomValidMessages;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Detail.ErrorInfo;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpQueue;
import io.github.cloudtasks.proto.v2beta3.AppEngineRouting;
import io.github.cloudtasks.proto.v2beta3.HttpTarget;
import io.github.cloudtasks.proto.v2beta3.HttpTarget.HeaderOverride;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.QueueStats;
import io.github.cloudtasks.proto.v2beta3.RateLimits;
import io.github.cloudtasks.proto.v2beta3.RetryConfig;
import io.github.cloudtasks.proto.v2beta3.StackdriverLoggingConfig;
import io.github.cloudtasks.proto.v2beta3.UriOverride;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class V2beta3QueueConverterTest {
    private static final V2beta3QueueConverter CONVERTER = new V2beta3QueueConverter();
    private static final QueueName NAME = QueueName.of("p", "l", "q");

    @Test
    void queue_settings_survive_a_round_trip() {
        long seed = 42;
        RandomValidMessages messages = new RandomValidMessages(seed);
        for (int i = 0; i < 2000; i++) {
            Queue sent = messages.like(Queue.getDefaultInstance());
            Queue shown = shown(CONVERTER.fromProto(sent));

            assertThat(shown).as("seed %d, message %d", seed, i).isEqualTo(expected(sent));
        }
    }

    /** Returns the fields of a request that the response shows, without those that the engine adds. */
    private static Queue expected(Queue sent) {
        Queue.Builder expected = sent.toBuilder()
                .setName(NAME.toString())
                .setState(Queue.State.RUNNING)
                .clearPurgeTime()
                .clearStats()
                .setTaskTtl(sent.hasTaskTtl() ? sent.getTaskTtl() : Duration.getDefaultInstance())
                .setTombstoneTtl(sent.hasTombstoneTtl() ? sent.getTombstoneTtl() : Duration.getDefaultInstance())
                .setRateLimits(sent.getRateLimits())
                .setRetryConfig(sent.getRetryConfig());
        if (expected.hasHttpTarget()) {
            HttpTarget.Builder target = expected.getHttpTargetBuilder();
            for (int i = target.getHeaderOverridesCount() - 1; i >= 0; i--) {
                if (!target.getHeaderOverrides(i).hasHeader()) {
                    target.removeHeaderOverrides(i);
                }
            }
        }
        if (expected.getAppEngineHttpQueue().hasAppEngineRoutingOverride()) {
            expected.getAppEngineHttpQueueBuilder()
                    .getAppEngineRoutingOverrideBuilder()
                    .clearHost();
        } else {
            expected.clearAppEngineHttpQueue();
        }
        // A queue of type PULL is a pull queue, whatever its other target fields are.
        return sent.getType() == Queue.Type.PULL
                ? expected.clearAppEngineHttpQueue().clearHttpTarget().build()
                : expected.setType(Queue.Type.PUSH).build();
    }

    private static Queue shown(NewQueue settings) {
        return CONVERTER.toProto(asQueue(settings), null);
    }

    private static io.github.cloudtasks.model.queue.Queue asQueue(NewQueue settings) {
        return new io.github.cloudtasks.model.queue.Queue(
                NAME,
                settings.target() == null ? PushTarget.PLAIN : settings.target(),
                settings.rateLimits(),
                settings.retryConfig(),
                QueueState.RUNNING,
                null,
                settings.taskTtl() == null ? java.time.Duration.ZERO : settings.taskTtl(),
                settings.tombstoneTtl() == null ? java.time.Duration.ZERO : settings.tombstoneTtl(),
                settings.samplingRatio());
    }

    @Test
    @Tag("documented")
    void pull_queue_shows_its_type_and_concurrency_but_no_backoff() {
        NewQueue pull = new NewQueue(
                new io.github.cloudtasks.model.queue.Target.PullTarget(),
                new io.github.cloudtasks.model.queue.RateLimits(500, 100, -1),
                new io.github.cloudtasks.model.RetryConfig(100, null, null, null, 0),
                null,
                null,
                null);

        Queue shown = shown(pull);

        assertThat(shown.getType()).isEqualTo(Queue.Type.PULL);
        assertThat(shown.hasAppEngineHttpQueue()).isFalse();
        assertThat(shown.getRateLimits())
                .isEqualTo(RateLimits.newBuilder()
                        .setMaxDispatchesPerSecond(500)
                        .setMaxBurstSize(100)
                        .setMaxConcurrentDispatches(-1)
                        .build());
        assertThat(shown.getRetryConfig())
                .isEqualTo(RetryConfig.newBuilder().setMaxAttempts(100).build());
    }

    @Test
    @Tag("documented")
    void queue_shows_both_push_targets_and_sampling_ratio() {
        PushTarget both = new PushTarget(
                io.github.cloudtasks.model.AppEngineRouting.DEFAULT,
                V2beta3QueueConverter.fromProto(HttpTarget.getDefaultInstance()));
        NewQueue settings =
                new NewQueue(both, NewQueue.DEFAULT.rateLimits(), NewQueue.DEFAULT.retryConfig(), null, null, 0.5);

        Queue shown = shown(settings);

        assertThat(shown.getType()).isEqualTo(Queue.Type.PUSH);
        assertThat(shown.getAppEngineHttpQueue().hasAppEngineRoutingOverride()).isTrue();
        assertThat(shown.hasHttpTarget()).isTrue();
        assertThat(shown.getStackdriverLoggingConfig())
                .isEqualTo(StackdriverLoggingConfig.newBuilder()
                        .setSamplingRatio(0.5)
                        .build());
    }

    @Test
    @Tag("documented")
    void queue_without_overrides_shows_none() {
        Queue shown = shown(NewQueue.DEFAULT);

        assertThat(shown.getType()).isEqualTo(Queue.Type.PUSH);
        assertThat(shown.hasAppEngineHttpQueue()).isFalse();
        assertThat(shown.hasHttpTarget()).isFalse();
        assertThat(shown.hasStackdriverLoggingConfig()).isFalse();
    }

    @Test
    @Tag("inferred")
    void absent_target_is_passed_on_as_absent_and_type_alone_selects_a_target() {
        assertThat(CONVERTER.fromProto(Queue.getDefaultInstance()).target()).isNull();
        assertThat(CONVERTER
                        .fromProto(Queue.newBuilder().setType(Queue.Type.PUSH).build())
                        .target())
                .isEqualTo(PushTarget.PLAIN);
        assertThat(CONVERTER
                        .fromProto(Queue.newBuilder().setType(Queue.Type.PULL).build())
                        .target())
                .isEqualTo(new io.github.cloudtasks.model.queue.Target.PullTarget());
    }

    @ParameterizedTest
    @Tag("documented")
    @EnumSource(QueueState.class)
    void every_state_has_its_name(QueueState state) {
        assertThat(CONVERTER
                        .toProto(asQueue(NewQueue.DEFAULT).withState(state), null)
                        .getState()
                        .name())
                .isEqualTo(state.name());
    }

    @Test
    @Tag("documented")
    void purged_queue_shows_purge_time_in_microseconds_and_available_statistics() {
        Instant purged = Instant.parse("2021-06-02T18:09:29.939615Z");
        Instant nearest = Instant.parse("2021-06-02T18:09:30Z");

        Queue shown = CONVERTER.toProto(
                asQueue(NewQueue.DEFAULT).purgedAt(purged),
                new io.github.cloudtasks.model.queue.QueueStats(1, nearest, 2, 3, 4.5));

        assertThat(Timestamps.toString(shown.getPurgeTime())).isEqualTo("2021-06-02T18:09:29.939615Z");
        assertThat(shown.getStats())
                .isEqualTo(QueueStats.newBuilder()
                        .setTasksCount(1)
                        .setOldestEstimatedArrivalTime(Timestamp.newBuilder().setSeconds(nearest.getEpochSecond()))
                        .setExecutedLastMinuteCount(2)
                        .setConcurrentDispatchesCount(3)
                        .setEffectiveExecutionRate(4.5)
                        .build());
        assertThat(CONVERTER
                        .toProto(
                                asQueue(NewQueue.DEFAULT),
                                new io.github.cloudtasks.model.queue.QueueStats(0, null, 0, 0, 500))
                        .getStats()
                        .hasOldestEstimatedArrivalTime())
                .isFalse();
    }

    @Test
    @Tag("documented")
    void routing_host_is_output_only() {
        Queue sent = Queue.newBuilder()
                .setAppEngineHttpQueue(AppEngineHttpQueue.newBuilder()
                        .setAppEngineRoutingOverride(
                                AppEngineRouting.newBuilder().setService("s").setHost("evil.example.com")))
                .build();

        assertThat(CONVERTER.fromProto(sent).target())
                .isEqualTo(new PushTarget(new io.github.cloudtasks.model.AppEngineRouting("s", "", "", ""), null));
    }

    @Test
    @Tag("documented")
    void max_attempts_of_minus_one_is_unlimited() {
        for (int attempts : new int[] {-1, 0, 1, 100, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(attempts(RetryConfig.newBuilder().setMaxAttempts(attempts)))
                    .isEqualTo(attempts);
        }
        assertThat(V2beta3SettingsConverter.toProto(V2beta3SettingsConverter.fromProto(
                        RetryConfig.newBuilder().setMaxAttempts(-1).build())))
                .isEqualTo(RetryConfig.newBuilder().setMaxAttempts(-1).build());
    }

    private static int attempts(RetryConfig.Builder config) {
        return V2beta3SettingsConverter.fromProto(config.build()).maxAttempts();
    }

    @Test
    @Tag("recorded")
    void backoffs_keep_nanoseconds() {
        Duration odd = Durations.fromNanos(1_234_567_891L);
        RetryConfig sent = RetryConfig.newBuilder()
                .setMaxAttempts(1)
                .setMinBackoff(odd)
                .setMaxBackoff(odd)
                .build();

        assertThat(V2beta3SettingsConverter.toProto(V2beta3SettingsConverter.fromProto(sent)))
                .isEqualTo(sent);
    }

    @Test
    @Tag("inferred")
    void invalid_duration_is_rejected() {
        Duration tooLong = Duration.newBuilder().setSeconds(Long.MAX_VALUE).build();

        for (Queue queue : new Queue[] {
            Queue.newBuilder().setTaskTtl(tooLong).build(),
            Queue.newBuilder().setTombstoneTtl(tooLong).build(),
            Queue.newBuilder()
                    .setRetryConfig(RetryConfig.newBuilder().setMinBackoff(tooLong))
                    .build(),
            Queue.newBuilder()
                    .setRetryConfig(RetryConfig.newBuilder().setMaxBackoff(tooLong))
                    .build(),
            Queue.newBuilder()
                    .setRetryConfig(RetryConfig.newBuilder().setMaxRetryDuration(tooLong))
                    .build()
        }) {
            assertThatThrownBy(() -> CONVERTER.fromProto(queue)).hasMessage("Request contains an invalid argument.");
        }
    }

    @Test
    @Tag("recorded")
    void empty_parts_of_an_override_are_kept() {
        HttpTarget sent = HttpTarget.newBuilder()
                .setUriOverride(UriOverride.newBuilder()
                        .setSchemeValue(0)
                        .setPort(0)
                        .setPathOverride(io.github.cloudtasks.proto.v2beta3.PathOverride.getDefaultInstance())
                        .setQueryOverride(io.github.cloudtasks.proto.v2beta3.QueryOverride.getDefaultInstance()))
                .build();

        assertThat(V2beta3QueueConverter.toProto(V2beta3QueueConverter.fromProto(sent)))
                .isEqualTo(sent);
        assertThat(V2beta3QueueConverter.toProto(V2beta3QueueConverter.fromProto(HttpTarget.getDefaultInstance())))
                .isEqualTo(HttpTarget.getDefaultInstance());
    }

    @Test
    @Tag("recorded")
    void header_override_without_header_is_dropped() {
        HttpTarget sent = HttpTarget.newBuilder()
                .addHeaderOverrides(HeaderOverride.getDefaultInstance())
                .addHeaderOverrides(HeaderOverride.newBuilder()
                        .setHeader(HttpTarget.Header.newBuilder().setKey("K")))
                .build();

        assertThat(V2beta3QueueConverter.fromProto(sent).headerOverrides())
                .containsExactly(new io.github.cloudtasks.model.queue.HttpTarget.Header("K", ""));
    }

    @Test
    @Tag("recorded")
    void unknown_enum_value_makes_http_target_invalid() {
        for (HttpTarget.Builder target : new HttpTarget.Builder[] {
            HttpTarget.newBuilder().setHttpMethodValue(99),
            HttpTarget.newBuilder().setHttpMethodValue(-1),
            HttpTarget.newBuilder().setUriOverride(UriOverride.newBuilder().setSchemeValue(3)),
            HttpTarget.newBuilder().setUriOverride(UriOverride.newBuilder().setUriOverrideEnforceModeValue(7))
        }) {
            assertThatThrownBy(() -> V2beta3QueueConverter.fromProto(target.build()))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.details())
                                    .containsExactly(new ErrorInfo(
                                            "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE",
                                            "cloudtasks.googleapis.com",
                                            Map.of("invalid_field", ""))))
                    .hasMessage("Error in parsing HttpTarget. ");
        }
    }
}
