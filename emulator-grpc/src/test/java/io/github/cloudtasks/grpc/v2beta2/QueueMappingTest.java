package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.ApiException.Detail.ErrorInfo;
import io.github.cloudtasks.grpc.RandomMessages;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.QueueState;
import io.github.cloudtasks.model.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpTarget;
import io.github.cloudtasks.proto.v2beta2.AppEngineRouting;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.HttpTarget.HeaderOverride;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.QueueStats;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import io.github.cloudtasks.proto.v2beta2.UriOverride;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueueMappingTest {
  private static final QueueName NAME = QueueName.of("p", "l", "q");

  @Test
  void settings_survive_the_way_there_and_back() {
    long seed = 42;
    RandomMessages messages = new RandomMessages(seed);
    for (int i = 0; i < 2000; i++) {
      Queue sent = messages.like(Queue.getDefaultInstance());
      Queue shown = QueueMapping.toProto(asQueue(QueueMapping.fromProto(sent)));

      assertThat(shown).as("seed %d, message %d", seed, i).isEqualTo(expected(sent));
    }
  }

  /** What of a request is shown, if the engine adds nothing. */
  private static Queue expected(Queue sent) {
    Queue.Builder expected =
        sent.toBuilder()
            .setName(NAME.toString())
            .setState(Queue.State.RUNNING)
            .clearPurgeTime()
            .clearStats()
            .setTaskTtl(sent.hasTaskTtl() ? sent.getTaskTtl() : Duration.getDefaultInstance())
            .setTombstoneTtl(sent.hasTombstoneTtl() ? sent.getTombstoneTtl() : Duration.getDefaultInstance())
            .setRateLimits(sent.getRateLimits())
            .setRetryConfig(sent.getRetryConfig());
    if (expected.getRetryConfig().getNumAttemptsCase() == RetryConfig.NumAttemptsCase.NUMATTEMPTS_NOT_SET) {
      expected.getRetryConfigBuilder().setMaxAttempts(0);
    }
    if (expected.hasHttpTarget()) {
      HttpTarget.Builder target = expected.getHttpTargetBuilder();
      for (int i = target.getHeaderOverridesCount() - 1; i >= 0; i--) {
        if (!target.getHeaderOverrides(i).hasHeader()) {
          target.removeHeaderOverrides(i);
        }
      }
    }
    if (expected.getAppEngineHttpTarget().hasAppEngineRoutingOverride()) {
      expected.getAppEngineHttpTargetBuilder().getAppEngineRoutingOverrideBuilder().clearHost();
    }
    return expected.getTargetTypeCase() == Queue.TargetTypeCase.TARGETTYPE_NOT_SET
        ? expected.setAppEngineHttpTarget(AppEngineHttpTarget.getDefaultInstance()).build()
        : expected.build();
  }

  private static io.github.cloudtasks.model.Queue asQueue(NewQueue settings) {
    return new io.github.cloudtasks.model.Queue(
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
  void a_pull_queue_shows_its_target_its_concurrency_and_no_backoff() {
    NewQueue pull =
        new NewQueue(
            new io.github.cloudtasks.model.Target.PullTarget(),
            new io.github.cloudtasks.model.RateLimits(500, 100, -1),
            new io.github.cloudtasks.model.RetryConfig(100, null, null, null, 0),
            null,
            null,
            null);

    Queue shown = QueueMapping.toProto(asQueue(pull));

    assertThat(shown.getPullTarget()).isEqualTo(PullTarget.getDefaultInstance());
    assertThat(shown.getRateLimits())
        .isEqualTo(
            RateLimits.newBuilder()
                .setMaxTasksDispatchedPerSecond(500)
                .setMaxBurstSize(100)
                .setMaxConcurrentTasks(-1)
                .build());
    assertThat(shown.getRetryConfig()).isEqualTo(RetryConfig.newBuilder().setMaxAttempts(100).build());
  }

  @Test
  @Tag("inferred")
  void a_queue_with_both_push_targets_shows_the_http_target() {
    PushTarget both =
        new PushTarget(
            io.github.cloudtasks.model.AppEngineRouting.DEFAULT,
            HttpTargetMapping.fromProto(HttpTarget.getDefaultInstance()));
    NewQueue settings =
        new NewQueue(
            both, NewQueue.DEFAULT.rateLimits(), NewQueue.DEFAULT.retryConfig(), null, null, 0.5);

    assertThat(QueueMapping.toProto(asQueue(settings)).getTargetTypeCase())
        .isEqualTo(Queue.TargetTypeCase.HTTP_TARGET);
  }

  @ParameterizedTest
  @Tag("documented")
  @EnumSource(QueueState.class)
  void every_state_has_its_name(QueueState state) {
    assertThat(QueueMapping.toProto(asQueue(NewQueue.DEFAULT).withState(state)).getState().name())
        .isEqualTo(state.name());
  }

  @Test
  @Tag("documented")
  void a_purged_queue_shows_when_to_the_microsecond_and_statistics_where_there_are_any() {
    Instant purged = Instant.parse("2021-06-02T18:09:29.939615Z");
    Instant nearest = Instant.parse("2021-06-02T18:09:30Z");

    Queue shown =
        QueueMapping.toProto(
            asQueue(NewQueue.DEFAULT).purgedAt(purged),
            new io.github.cloudtasks.model.QueueStats(1, nearest, 2, 3, 4.5));

    assertThat(Timestamps.toString(shown.getPurgeTime())).isEqualTo("2021-06-02T18:09:29.939615Z");
    assertThat(shown.getStats())
        .isEqualTo(
            QueueStats.newBuilder()
                .setTasksCount(1)
                .setOldestEstimatedArrivalTime(Timestamp.newBuilder().setSeconds(nearest.getEpochSecond()))
                .setExecutedLastMinuteCount(2)
                .setConcurrentDispatchesCount(3)
                .setEffectiveExecutionRate(4.5)
                .build());
    assertThat(
            QueueMapping.toProto(
                    asQueue(NewQueue.DEFAULT), new io.github.cloudtasks.model.QueueStats(0, null, 0, 0, 500))
                .getStats()
                .hasOldestEstimatedArrivalTime())
        .isFalse();
  }

  @Test
  @Tag("documented")
  void the_host_of_a_routing_is_output_only() {
    Queue sent =
        Queue.newBuilder()
            .setAppEngineHttpTarget(
                AppEngineHttpTarget.newBuilder()
                    .setAppEngineRoutingOverride(
                        AppEngineRouting.newBuilder().setService("s").setHost("evil.example.com")))
            .build();

    assertThat(QueueMapping.fromProto(sent).target())
        .isEqualTo(
            new PushTarget(new io.github.cloudtasks.model.AppEngineRouting("s", "", "", ""), null));
  }

  @Test
  @Tag("documented")
  void unlimited_attempts_have_a_field_of_their_own_and_attempts_must_be_positive() {
    assertThat(attempts(RetryConfig.newBuilder().setUnlimitedAttempts(true))).isEqualTo(-1);
    assertThat(attempts(RetryConfig.newBuilder().setMaxAttempts(3))).isEqualTo(3);
    for (int negative : new int[] {-1, -2, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> attempts(RetryConfig.newBuilder().setMaxAttempts(negative)))
          .hasMessage("RetryConfig.maxAttempts must be greater than 0.");
    }
  }

  @Test
  @Tag("inferred")
  void no_attempts_and_unlimited_attempts_that_are_false_mean_the_default() {
    assertThat(attempts(RetryConfig.newBuilder())).isZero();
    assertThat(attempts(RetryConfig.newBuilder().setMaxAttempts(0))).isZero();
    assertThat(attempts(RetryConfig.newBuilder().setUnlimitedAttempts(false))).isZero();
  }

  private static int attempts(RetryConfig.Builder config) {
    return RetryConfigMapping.fromProto(config.build()).maxAttempts();
  }

  @Test
  @Tag("recorded")
  void backoffs_keep_their_nanoseconds() {
    Duration odd = Durations.fromNanos(1_234_567_891L);
    RetryConfig sent = RetryConfig.newBuilder().setMaxAttempts(1).setMinBackoff(odd).setMaxBackoff(odd).build();

    assertThat(RetryConfigMapping.toProto(RetryConfigMapping.fromProto(sent))).isEqualTo(sent);
  }

  @Test
  @Tag("inferred")
  void a_duration_that_is_none_is_an_invalid_argument() {
    Duration tooLong = Duration.newBuilder().setSeconds(Long.MAX_VALUE).build();

    for (Queue queue :
        new Queue[] {
          Queue.newBuilder().setTaskTtl(tooLong).build(),
          Queue.newBuilder().setTombstoneTtl(tooLong).build(),
          Queue.newBuilder().setRetryConfig(RetryConfig.newBuilder().setMinBackoff(tooLong)).build(),
          Queue.newBuilder().setRetryConfig(RetryConfig.newBuilder().setMaxBackoff(tooLong)).build(),
          Queue.newBuilder().setRetryConfig(RetryConfig.newBuilder().setMaxRetryDuration(tooLong)).build()
        }) {
      assertThatThrownBy(() -> QueueMapping.fromProto(queue)).hasMessage("Request contains an invalid argument.");
    }
  }

  @Test
  @Tag("recorded")
  void a_part_of_an_override_that_is_present_and_empty_stays_so() {
    HttpTarget sent =
        HttpTarget.newBuilder()
            .setUriOverride(
                UriOverride.newBuilder()
                    .setSchemeValue(0)
                    .setPort(0)
                    .setPathOverride(io.github.cloudtasks.proto.v2beta2.PathOverride.getDefaultInstance())
                    .setQueryOverride(io.github.cloudtasks.proto.v2beta2.QueryOverride.getDefaultInstance()))
            .build();

    assertThat(HttpTargetMapping.toProto(HttpTargetMapping.fromProto(sent))).isEqualTo(sent);
    assertThat(HttpTargetMapping.toProto(HttpTargetMapping.fromProto(HttpTarget.getDefaultInstance())))
        .isEqualTo(HttpTarget.getDefaultInstance());
  }

  @Test
  @Tag("recorded")
  void a_header_override_without_a_header_is_dropped() {
    HttpTarget sent =
        HttpTarget.newBuilder()
            .addHeaderOverrides(HeaderOverride.getDefaultInstance())
            .addHeaderOverrides(HeaderOverride.newBuilder().setHeader(HttpTarget.Header.newBuilder().setKey("K")))
            .build();

    assertThat(HttpTargetMapping.fromProto(sent).headerOverrides())
        .containsExactly(new io.github.cloudtasks.model.HttpTarget.Header("K", ""));
  }

  @Test
  @Tag("recorded")
  void an_enum_that_does_not_exist_makes_an_http_target_invalid_without_further_words() {
    for (HttpTarget.Builder target :
        new HttpTarget.Builder[] {
          HttpTarget.newBuilder().setHttpMethodValue(99),
          HttpTarget.newBuilder().setHttpMethodValue(-1),
          HttpTarget.newBuilder().setUriOverride(UriOverride.newBuilder().setSchemeValue(3)),
          HttpTarget.newBuilder().setUriOverride(UriOverride.newBuilder().setUriOverrideEnforceModeValue(7))
        }) {
      assertThatThrownBy(() -> HttpTargetMapping.fromProto(target.build()))
          .isInstanceOfSatisfying(
              ApiException.class,
              e ->
                  assertThat(e.details())
                      .containsExactly(
                          new ErrorInfo(
                              "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE",
                              "cloudtasks.googleapis.com",
                              Map.of("invalid_field", ""))))
          .hasMessage("Error in parsing HttpTarget. ");
    }
  }
}
