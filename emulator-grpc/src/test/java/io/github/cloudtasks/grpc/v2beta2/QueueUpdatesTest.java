package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import io.github.cloudtasks.grpc.InProcess;
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

/** What UpdateQueue makes of a queue, over gRPC and the engine, as v2beta2 words it. */
class QueueUpdatesTest {
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
    private final InProcess door = new InProcess();

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    @Tag("recorded")
    void without_a_mask_what_is_absent_returns_to_the_default() {
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
    void without_a_mask_and_a_target_the_target_stays() {
        Queue before = createAppEngineQueue();

        assertThat(update(Queue.newBuilder()).getAppEngineHttpTarget()).isEqualTo(before.getAppEngineHttpTarget());
    }

    @Test
    @Tag("recorded")
    void a_mask_on_a_queue_that_does_not_exist_leaves_the_rest_to_the_defaults() {
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
    void output_only_fields_change_nothing() {
        Queue before = createAppEngineQueue();
        Queue.Builder request = Queue.newBuilder()
                .setState(Queue.State.PAUSED)
                .setPurgeTime(Timestamp.newBuilder().setSeconds(1));

        assertThat(update(request, "name", "state", "purge_time", "stats")).isEqualTo(before);
    }

    @Test
    @Tag("documented")
    void a_burst_size_lasts_until_the_rate_is_updated_without_one() {
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
    void attempts_can_become_unlimited_and_limited_again() {
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
    void to_clear_a_target_is_to_empty_it() {
        createAppEngineQueue();

        assertThat(update(Queue.newBuilder(), "app_engine_http_target").getAppEngineHttpTarget())
                .isEqualTo(AppEngineHttpTarget.getDefaultInstance());
    }

    @Test
    @Tag("inferred")
    void an_http_target_that_is_cleared_is_empty_and_a_pull_target_stays() {
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
    void a_target_of_another_kind_is_refused_and_outside_of_the_mask_it_is_not_looked_at() {
        Queue before = createAppEngineQueue();
        Queue.Builder pull = Queue.newBuilder().setPullTarget(PullTarget.getDefaultInstance());

        for (UpdateQueueRequest refused : new UpdateQueueRequest[] {request(pull), request(pull, "pull_target")}) {
            assertThat(door.failure("UpdateQueue", refused).getMessage()).isEqualTo("Queue.target_type is immutable.");
        }
        assertThat(update(pull, "retry_config").getAppEngineHttpTarget()).isEqualTo(before.getAppEngineHttpTarget());
    }

    @Test
    @Tag("documented")
    void the_content_of_a_target_changes_under_its_own_mask() {
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
    void a_token_whose_last_field_is_cleared_is_gone_and_one_with_another_field_stays() {
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
    void what_this_version_cannot_name_stays() {
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
        return door.call(
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
        return door.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(queue)
                        .build(),
                Queue.getDefaultInstance());
    }

    private Queue update(Queue.Builder queue, String... paths) {
        return door.call("UpdateQueue", request(queue, paths), Queue.getDefaultInstance());
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
