package io.github.cloudtasks.grpc.v2beta3;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.grpc.service.QueueUpdate;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpQueue;
import io.github.cloudtasks.proto.v2beta3.AppEngineRouting;
import io.github.cloudtasks.proto.v2beta3.HttpTarget;
import io.github.cloudtasks.proto.v2beta3.OAuthToken;
import io.github.cloudtasks.proto.v2beta3.OidcToken;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.RateLimits;
import io.github.cloudtasks.proto.v2beta3.RetryConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The changes that an update requests from the engine, given the current queue and the request. */
class QueueUpdateTest {
    private static final io.github.cloudtasks.model.AppEngineRouting SERVICE =
            new io.github.cloudtasks.model.AppEngineRouting("s", "", "", "s.p.appspot.com");
    private static final io.github.cloudtasks.model.queue.HttpTarget HTTP =
            new io.github.cloudtasks.model.queue.HttpTarget(
                    null, null, List.of(), new Authorization.OidcToken("a@example.com", ""));
    private static final io.github.cloudtasks.model.queue.Queue APP_ENGINE = queue(new PushTarget(SERVICE, null));

    @Test
    @Tag("recorded")
    void update_without_mask_resets_absent_fields() {
        NewQueue requested = update(APP_ENGINE, Queue.newBuilder().setRateLimits(rate(100)));

        assertThat(requested.rateLimits()).isEqualTo(new io.github.cloudtasks.model.queue.RateLimits(100, 0, 0));
        assertThat(requested.retryConfig()).isEqualTo(io.github.cloudtasks.model.RetryConfig.UNSET);
    }

    @Test
    @Tag("recorded")
    void update_without_mask_and_target_removes_overrides_of_push_queue() {
        assertThat(update(queue(new PushTarget(SERVICE, HTTP)), Queue.newBuilder())
                        .target())
                .isEqualTo(PushTarget.PLAIN);
        assertThat(update(APP_ENGINE, Queue.newBuilder()).samplingRatio()).isNull();
    }

    @Test
    @Tag("inferred")
    void update_without_mask_and_type_keeps_pull_queue() {
        assertThat(update(queue(new Target.PullTarget()), Queue.newBuilder()).target())
                .isNull();
        assertThat(update(queue(new Target.PullTarget()), Queue.newBuilder(), "http_target")
                        .target())
                .isEqualTo(new Target.PullTarget());
    }

    @Test
    @Tag("recorded")
    void masked_update_of_a_missing_queue_uses_defaults_for_other_fields() {
        Queue.Builder request = Queue.newBuilder()
                .setName("projects/p/locations/l/queues/q")
                .setRateLimits(rate(10).setMaxConcurrentDispatches(5))
                .setRetryConfig(RetryConfig.newBuilder().setMaxAttempts(5));

        NewQueue requested = update(null, request, "rate_limits.max_concurrent_dispatches");

        assertThat(requested)
                .isEqualTo(new NewQueue(
                        null,
                        new io.github.cloudtasks.model.queue.RateLimits(0, 0, 5),
                        io.github.cloudtasks.model.RetryConfig.UNSET,
                        null,
                        null,
                        null));
    }

    @Test
    @Tag("inferred")
    void zeros_of_a_file_are_kept_outside_of_the_mask() {
        io.github.cloudtasks.model.RetryConfig zeros = new io.github.cloudtasks.model.RetryConfig(
                5, null, java.time.Duration.ZERO, java.time.Duration.ZERO, 0);
        io.github.cloudtasks.model.queue.Queue current = new io.github.cloudtasks.model.queue.Queue(
                APP_ENGINE.name(),
                APP_ENGINE.target(),
                APP_ENGINE.rateLimits(),
                zeros,
                APP_ENGINE.state(),
                null,
                APP_ENGINE.taskTtl(),
                APP_ENGINE.tombstoneTtl(),
                null);

        NewQueue rates = update(current, Queue.newBuilder().setRateLimits(rate(20)), "rate_limits");
        NewQueue minimum = update(current, Queue.newBuilder(), "retry_config.min_backoff");
        NewQueue doublings = update(current, Queue.newBuilder(), "retry_config.max_doublings");
        NewQueue all = update(current, Queue.newBuilder(), "retry_config");

        assertThat(rates.zerosAreValues()).isTrue();
        assertThat(rates.retryConfig()).isEqualTo(zeros);
        assertThat(minimum.retryConfig())
                .isEqualTo(new io.github.cloudtasks.model.RetryConfig(5, null, null, java.time.Duration.ZERO, 0));
        assertThat(doublings.retryConfig().maxDoublings()).isEqualTo(16);
        assertThat(doublings.retryConfig().minBackoff()).isZero();
        assertThat(all.zerosAreValues()).isFalse();
        assertThat(all.retryConfig()).isEqualTo(io.github.cloudtasks.model.RetryConfig.UNSET);
    }

    @Test
    @Tag("recorded")
    void output_only_fields_are_ignored() {
        Queue.Builder request = Queue.newBuilder()
                .setName("x")
                .setState(Queue.State.PAUSED)
                .setPurgeTime(com.google.protobuf.Timestamp.newBuilder().setSeconds(1));

        assertThat(update(APP_ENGINE, request, "name", "state", "purge_time", "stats"))
                .isEqualTo(update(APP_ENGINE, Queue.newBuilder(), "name"));
    }

    @Test
    @Tag("documented")
    void burst_size_is_kept_until_rate_is_updated_without_one() {
        Queue.Builder both = Queue.newBuilder().setRateLimits(rate(20).setMaxBurstSize(7));
        Queue.Builder rateOnly = Queue.newBuilder().setRateLimits(rate(20));

        assertThat(update(APP_ENGINE, both, "rate_limits.max_dispatches_per_second")
                        .rateLimits()
                        .maxBurstSize())
                .isZero();
        assertThat(update(APP_ENGINE, rateOnly, "rate_limits").rateLimits().maxBurstSize())
                .isZero();
        assertThat(update(APP_ENGINE, both, "rate_limits").rateLimits().maxBurstSize())
                .isEqualTo(7);
        assertThat(update(APP_ENGINE, both, "rate_limits.max_burst_size", "rate_limits.max_dispatches_per_second")
                        .rateLimits()
                        .maxBurstSize())
                .isEqualTo(7);
        assertThat(update(APP_ENGINE, both, "rate_limits.max_concurrent_dispatches")
                        .rateLimits()
                        .maxBurstSize())
                .isEqualTo(33);
    }

    @Test
    @Tag("documented")
    void max_attempts_can_become_unlimited_and_limited_again() {
        Queue.Builder unlimited =
                Queue.newBuilder().setRetryConfig(RetryConfig.newBuilder().setMaxAttempts(-1));
        Queue.Builder three =
                Queue.newBuilder().setRetryConfig(RetryConfig.newBuilder().setMaxAttempts(3));

        assertThat(update(APP_ENGINE, unlimited, "retry_config.max_attempts")
                        .retryConfig()
                        .maxAttempts())
                .isEqualTo(-1);
        assertThat(update(APP_ENGINE, three, "retry_config.max_attempts")
                        .retryConfig()
                        .maxAttempts())
                .isEqualTo(3);
        assertThat(update(APP_ENGINE, Queue.newBuilder(), "retry_config.max_attempts")
                        .retryConfig()
                        .maxAttempts())
                .isZero();
    }

    @Test
    @Tag("recorded")
    void masked_update_removes_one_override_and_keeps_the_other() {
        io.github.cloudtasks.model.queue.Queue both = queue(new PushTarget(SERVICE, HTTP));

        assertThat(update(both, Queue.newBuilder(), "http_target").target()).isEqualTo(appEngine());
        assertThat(update(both, Queue.newBuilder(), "app_engine_http_queue").target())
                .isEqualTo(new PushTarget(null, HTTP));
        assertThat(update(both, Queue.newBuilder(), "http_target", "app_engine_http_queue")
                        .target())
                .isEqualTo(PushTarget.PLAIN);
    }

    @Test
    @Tag("documented")
    void change_of_queue_type_is_passed_to_the_engine() {
        Queue.Builder pull = Queue.newBuilder().setType(Queue.Type.PULL);

        assertThat(update(APP_ENGINE, pull).target()).isEqualTo(new Target.PullTarget());
        assertThat(update(APP_ENGINE, pull, "type").target()).isEqualTo(new Target.PullTarget());
        assertThat(update(APP_ENGINE, pull, "retry_config").target()).isEqualTo(appEngine());
    }

    @Test
    @Tag("documented")
    void target_fields_are_updated_by_their_own_mask_paths() {
        Queue.Builder request = Queue.newBuilder()
                .setAppEngineHttpQueue(AppEngineHttpQueue.newBuilder()
                        .setAppEngineRoutingOverride(
                                AppEngineRouting.newBuilder().setVersion("v2")));

        NewQueue requested = update(APP_ENGINE, request, "app_engine_http_queue.app_engine_routing_override.version");

        assertThat(requested.target())
                .isEqualTo(new PushTarget(new io.github.cloudtasks.model.AppEngineRouting("s", "v2", "", ""), null));
    }

    @Test
    @Tag("documented")
    void sampling_ratio_is_updated_by_its_own_mask_path() {
        Queue.Builder request = Queue.newBuilder();
        request.getStackdriverLoggingConfigBuilder().setSamplingRatio(0.25);

        assertThat(update(APP_ENGINE, request, "stackdriver_logging_config").samplingRatio())
                .isEqualTo(0.25);
        assertThat(update(APP_ENGINE, request, "stackdriver_logging_config.sampling_ratio")
                        .samplingRatio())
                .isEqualTo(0.25);
        assertThat(update(APP_ENGINE, request, "rate_limits").samplingRatio()).isEqualTo(0.5);
        assertThat(update(APP_ENGINE, Queue.newBuilder(), "stackdriver_logging_config")
                        .samplingRatio())
                .isNull();
    }

    @Test
    @Tag("recorded")
    void token_is_removed_when_its_last_field_is_cleared() {
        io.github.cloudtasks.model.queue.Queue queue = queue(new PushTarget(null, HTTP));
        Queue.Builder empty = Queue.newBuilder();
        Queue.Builder scope = Queue.newBuilder()
                .setHttpTarget(HttpTarget.newBuilder()
                        .setOauthToken(OAuthToken.newBuilder()
                                .setServiceAccountEmail("a@b")
                                .setScope("s")));
        Queue.Builder audience = Queue.newBuilder()
                .setHttpTarget(HttpTarget.newBuilder()
                        .setOidcToken(OidcToken.newBuilder().setAudience("a")));

        assertThat(token(update(queue, empty, "http_target.oidc_token.service_account_email")))
                .isNull();
        assertThat(token(update(queue, scope, "http_target.oauth_token.scope")))
                .isEqualTo(new Authorization.OAuthToken("", "s"));
        assertThat(token(update(queue, audience, "http_target.oidc_token.audience")))
                .isEqualTo(new Authorization.OidcToken("a@example.com", "a"));
        assertThat(token(update(queue, scope, "http_target.oidc_token"))).isNull();
    }

    private static @Nullable Authorization token(NewQueue requested) {
        io.github.cloudtasks.model.queue.HttpTarget target = ((PushTarget) requested.target()).httpTarget();
        assertThat(target).isNotNull();
        return target.authorization();
    }

    private static Target appEngine() {
        return new PushTarget(new io.github.cloudtasks.model.AppEngineRouting("s", "", "", ""), null);
    }

    private static NewQueue update(
            io.github.cloudtasks.model.queue.@Nullable Queue current, Queue.Builder request, String... paths) {
        UpdateMask mask = paths.length == 0
                ? UpdateMask.ALL
                : UpdateMask.of(
                        Queue.getDescriptor(),
                        FieldMask.newBuilder().addAllPaths(List.of(paths)).build());
        return new QueueUpdate<>(new V2beta3QueueConverter(), request.build(), mask).of(current);
    }

    private static io.github.cloudtasks.model.queue.Queue queue(Target target) {
        return new io.github.cloudtasks.model.queue.Queue(
                QueueName.of("p", "l", "q"),
                target,
                new io.github.cloudtasks.model.queue.RateLimits(10, 33, 5),
                new io.github.cloudtasks.model.RetryConfig(
                        5, Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(10), 3),
                QueueState.RUNNING,
                null,
                Duration.ofDays(31),
                Duration.ofHours(1),
                0.5);
    }

    private static RateLimits.Builder rate(double perSecond) {
        return RateLimits.newBuilder().setMaxDispatchesPerSecond(perSecond);
    }
}
