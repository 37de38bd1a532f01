package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import io.github.cloudtasks.grpc.InProcessEmulator;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpTarget;
import io.github.cloudtasks.proto.v2beta2.AppEngineRouting;
import io.github.cloudtasks.proto.v2beta2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.OAuthToken;
import io.github.cloudtasks.proto.v2beta2.OidcToken;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import io.github.cloudtasks.proto.v2beta2.UpdateQueueRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** UpdateQueue of v2beta2, over gRPC and with the engine. */
class V2beta2QueueUpdatesTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String NAME = PARENT + "/queues/q";
    private static final RetryConfig RETRIES = RetryConfig.newBuilder()
            .setMaxAttempts(5)
            .setMaxRetryDuration(Durations.fromSeconds(60))
            .setMinBackoff(Durations.fromSeconds(1))
            .setMaxBackoff(Durations.fromSeconds(10))
            .setMaxDoublings(3)
            .build();
    private static final RetryConfig DEFAULT_RETRIES = RetryConfig.newBuilder()
            .setMaxAttempts(100)
            .setMinBackoff(Durations.fromMillis(100))
            .setMaxBackoff(Durations.fromSeconds(3600))
            .setMaxDoublings(16)
            .build();
    private final InProcessEmulator emulator = new InProcessEmulator();

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    @Tag("recorded")
    void update_without_mask_resets_absent_fields() {
        createAppEngineQueue();

        Queue updated = update(Queue.newBuilder().setRateLimits(rate(100)));

        assertThat(updated.getRateLimits())
                .isEqualTo(rate(100)
                        .setMaxBurstSize(20)
                        .setMaxConcurrentTasks(1000)
                        .build());
        assertThat(updated.getRetryConfig()).isEqualTo(DEFAULT_RETRIES);
    }

    @Test
    @Tag("documented")
    void update_without_mask_and_target_keeps_the_target() {
        Queue before = createAppEngineQueue();

        assertThat(update(Queue.newBuilder()).getAppEngineHttpTarget()).isEqualTo(before.getAppEngineHttpTarget());
    }

    @Test
    @Tag("recorded")
    void masked_update_of_a_missing_queue_uses_defaults_for_other_fields() {
        Queue.Builder request = Queue.newBuilder()
                .setRateLimits(rate(10).setMaxConcurrentTasks(5))
                .setRetryConfig(RETRIES);

        Queue made = update(request, "rate_limits.max_concurrent_tasks");

        assertThat(made.getRateLimits())
                .isEqualTo(
                        rate(500).setMaxBurstSize(100).setMaxConcurrentTasks(5).build());
        assertThat(made.getRetryConfig()).isEqualTo(DEFAULT_RETRIES);
        assertThat(made.getAppEngineHttpTarget()).isEqualTo(AppEngineHttpTarget.getDefaultInstance());
    }

    @Test
    @Tag("recorded")
    void output_only_fields_are_ignored() {
        Queue before = createAppEngineQueue();
        Queue.Builder request = Queue.newBuilder()
                .setState(Queue.State.PAUSED)
                .setPurgeTime(Timestamp.newBuilder().setSeconds(1));

        assertThat(update(request, "name", "state", "purge_time", "stats")).isEqualTo(before);
    }

    @Test
    @Tag("documented")
    void burst_size_is_kept_until_rate_is_updated_without_one() {
        createAppEngineQueue();
        Queue.Builder both = Queue.newBuilder().setRateLimits(rate(20).setMaxBurstSize(7));
        Queue.Builder rateOnly = Queue.newBuilder().setRateLimits(rate(20));

        assertThat(burst(update(both, "rate_limits.max_concurrent_tasks"))).isEqualTo(33);
        assertThat(burst(update(both, "rate_limits"))).isEqualTo(7);
        assertThat(burst(update(both, "rate_limits.max_tasks_dispatched_per_second")))
                .isEqualTo(10);
        assertThat(burst(update(both, "rate_limits.max_burst_size", "rate_limits.max_tasks_dispatched_per_second")))
                .isEqualTo(7);
        assertThat(burst(update(rateOnly, "rate_limits"))).isEqualTo(10);
    }

    @Test
    @Tag("documented")
    void max_attempts_can_become_unlimited_and_limited_again() {
        createAppEngineQueue();
        Queue.Builder unlimited =
                Queue.newBuilder().setRetryConfig(RetryConfig.newBuilder().setUnlimitedAttempts(true));
        Queue.Builder three =
                Queue.newBuilder().setRetryConfig(RetryConfig.newBuilder().setMaxAttempts(3));

        assertThat(update(unlimited, "retry_config.unlimited_attempts").getRetryConfig())
                .isEqualTo(RETRIES.toBuilder().setUnlimitedAttempts(true).build());
        assertThat(update(three, "retry_config.max_attempts").getRetryConfig())
                .isEqualTo(RETRIES.toBuilder().setMaxAttempts(3).build());
        assertThat(update(Queue.newBuilder(), "retry_config.max_attempts").getRetryConfig())
                .isEqualTo(RETRIES.toBuilder().setMaxAttempts(100).build());
    }

    @Test
    @Tag("inferred")
    void clearing_a_target_keeps_an_empty_target() {
        createAppEngineQueue();

        assertThat(update(Queue.newBuilder(), "app_engine_http_target").getAppEngineHttpTarget())
                .isEqualTo(AppEngineHttpTarget.getDefaultInstance());
    }

    @Test
    @Tag("inferred")
    void cleared_http_target_is_empty_and_cleared_pull_target_is_kept() {
        createHttpQueue();
        Queue pull = Queue.newBuilder()
                .setName(NAME + "-pull")
                .setPullTarget(PullTarget.getDefaultInstance())
                .build();
        create(pull.toBuilder());

        Queue cleared = update(Queue.newBuilder(), "http_target");

        assertThat(cleared.hasHttpTarget()).isTrue();
        assertThat(cleared.getHttpTarget()).isEqualTo(HttpTarget.getDefaultInstance());
        assertThat(update(Queue.newBuilder().setName(pull.getName()), "pull_target")
                        .hasPullTarget())
                .isTrue();
    }

    @Test
    @Tag("documented")
    void target_of_another_type_is_rejected_unless_outside_of_mask() {
        Queue before = createAppEngineQueue();
        Queue.Builder pull = Queue.newBuilder().setPullTarget(PullTarget.getDefaultInstance());

        for (UpdateQueueRequest rejected : new UpdateQueueRequest[] {request(pull), request(pull, "pull_target")}) {
            assertThat(emulator.failure("UpdateQueue", rejected).getMessage())
                    .isEqualTo("Queue.target_type is immutable.");
        }
        assertThat(update(pull, "retry_config").getAppEngineHttpTarget()).isEqualTo(before.getAppEngineHttpTarget());
    }

    @Test
    @Tag("documented")
    void target_fields_are_updated_by_their_own_mask_paths() {
        createAppEngineQueue();
        Queue.Builder request = Queue.newBuilder();
        request.getAppEngineHttpTargetBuilder()
                .getAppEngineRoutingOverrideBuilder()
                .setVersion("v2");

        AppEngineRouting updated = update(request, "app_engine_http_target.app_engine_routing_override.version")
                .getAppEngineHttpTarget()
                .getAppEngineRoutingOverride();

        assertThat(updated.getService()).isEqualTo("s");
        assertThat(updated.getVersion()).isEqualTo("v2");
    }

    @Test
    @Tag("recorded")
    void token_is_removed_when_its_last_field_is_cleared() {
        createHttpQueue();
        Queue.Builder scope = Queue.newBuilder()
                .setHttpTarget(HttpTarget.newBuilder()
                        .setOauthToken(OAuthToken.newBuilder()
                                .setServiceAccountEmail("a@b.c")
                                .setScope("s")));
        OidcToken.Builder oidc =
                OidcToken.newBuilder().setServiceAccountEmail("other@b.c").setAudience("a");
        Queue.Builder audience =
                Queue.newBuilder().setHttpTarget(HttpTarget.newBuilder().setOidcToken(oidc));

        assertThat(update(audience, "http_target.oidc_token.audience")
                        .getHttpTarget()
                        .getOidcToken())
                .isEqualTo(oidc.setServiceAccountEmail("a@example.com").build());
        assertThat(update(scope, "http_target.oauth_token.scope")
                        .getHttpTarget()
                        .getOauthToken())
                .isEqualTo(OAuthToken.newBuilder().setScope("s").build());
        update(audience, "http_target");
        assertThat(update(scope, "http_target.oidc_token").getHttpTarget().hasOidcToken())
                .isFalse();
        createHttpQueue(NAME + "-2");
        assertThat(update(Queue.newBuilder().setName(NAME + "-2"), "http_target.oidc_token.service_account_email")
                        .getHttpTarget()
                        .hasOidcToken())
                .isFalse();
    }

    @Test
    @Tag("inferred")
    void settings_unknown_to_this_version_are_kept() {
        io.github.cloudtasks.proto.v2beta3.Queue.Builder both =
                io.github.cloudtasks.proto.v2beta3.Queue.newBuilder().setName(NAME);
        both.getStackdriverLoggingConfigBuilder().setSamplingRatio(0.5);
        both.getAppEngineHttpQueueBuilder().getAppEngineRoutingOverrideBuilder().setService("s");
        both.getHttpTargetBuilder().getUriOverrideBuilder().setHost("before.example.com");
        inV2beta3(
                "CreateQueue",
                io.github.cloudtasks.proto.v2beta3.CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(both)
                        .build());
        Queue.Builder request = Queue.newBuilder();
        request.getHttpTargetBuilder().getUriOverrideBuilder().setHost("after.example.com");

        for (String[] mask : new String[][] {{}, {"http_target"}}) {
            update(request, mask);
            io.github.cloudtasks.proto.v2beta3.Queue after = inV2beta3(
                    "GetQueue",
                    io.github.cloudtasks.proto.v2beta3.GetQueueRequest.newBuilder()
                            .setName(NAME)
                            .build());

            assertThat(after.getStackdriverLoggingConfig()).isEqualTo(both.getStackdriverLoggingConfig());
            assertThat(after.getAppEngineHttpQueue()
                            .getAppEngineRoutingOverride()
                            .getService())
                    .isEqualTo("s");
            assertThat(after.getHttpTarget().getUriOverride().getHost()).isEqualTo("after.example.com");
        }
    }

    private io.github.cloudtasks.proto.v2beta3.Queue inV2beta3(String method, com.google.protobuf.Message request) {
        return emulator.call(
                "google.cloud.tasks.v2beta3.CloudTasks",
                method,
                request,
                io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance());
    }

    private Queue createAppEngineQueue() {
        Queue.Builder queue = Queue.newBuilder().setName(NAME);
        queue.getAppEngineHttpTargetBuilder()
                .getAppEngineRoutingOverrideBuilder()
                .setService("s");
        return create(queue.setRateLimits(rate(10).setMaxBurstSize(33).setMaxConcurrentTasks(5))
                .setRetryConfig(RETRIES));
    }

    private void createHttpQueue() {
        createHttpQueue(NAME);
    }

    private void createHttpQueue(String name) {
        Queue.Builder queue = Queue.newBuilder().setName(name);
        queue.getHttpTargetBuilder().getOidcTokenBuilder().setServiceAccountEmail("a@example.com");
        create(queue);
    }

    private Queue create(Queue.Builder queue) {
        return emulator.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(queue)
                        .build(),
                Queue.getDefaultInstance());
    }

    private Queue update(Queue.Builder queue, String... paths) {
        return emulator.call("UpdateQueue", request(queue, paths), Queue.getDefaultInstance());
    }

    private static UpdateQueueRequest request(Queue.Builder queue, String... paths) {
        Queue named = queue.getName().isEmpty() ? queue.clone().setName(NAME).build() : queue.build();
        UpdateQueueRequest.Builder request = UpdateQueueRequest.newBuilder().setQueue(named);
        if (paths.length > 0) {
            request.setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)));
        }
        return request.build();
    }

    private static int burst(Queue queue) {
        return queue.getRateLimits().getMaxBurstSize();
    }

    private static RateLimits.Builder rate(double perSecond) {
        return RateLimits.newBuilder().setMaxTasksDispatchedPerSecond(perSecond);
    }
}
