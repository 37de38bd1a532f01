package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.model.ApiException.Detail;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The {@code updateMask} of UpdateQueue.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class UpdateMasksContract extends ApiContract {
    private static final String EMAIL = "worker@test.iam.gserviceaccount.com";

    @Test
    @Tag("recorded")
    void only_fields_in_the_mask_change() {
        fixture.createQueue("q", QueueBuilder.slow());

        Queue queue = update(
                QueueBuilder.push().rate(100).attempts(7),
                "rate_limits.max_dispatches_per_second",
                "retry_config.max_attempts");

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(100, 20, 5));
        assertThat(queue.retryConfig())
                .isEqualTo(
                        new RetryConfig(7, Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(10), 3));
        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(queue);
    }

    @Test
    @Tag("recorded")
    void missing_queue_is_created_from_masked_fields_and_defaults() {
        Queue queue = update(QueueBuilder.slow(), "rate_limits.max_concurrent_dispatches");

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(500, 100, 5));
        assertThat(queue.retryConfig())
                .isEqualTo(new RetryConfig(100, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
        assertThat(queue.state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("documented")
    void empty_mask_means_all_fields_in_v2beta2() {
        assumeTrue(service.dialect().equals(Dialect.V2BETA2));
        fixture.createQueue("q", QueueBuilder.slow());

        Queue queue = update(QueueBuilder.push().rate(100));

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(100, 20, 1000));
        assertThat(queue.retryConfig().maxAttempts()).isEqualTo(100);
    }

    @Test
    @Tag("recorded")
    void empty_mask_means_no_field_in_v2_and_v2beta3() {
        assumeFalse(service.dialect().equals(Dialect.V2BETA2));
        Queue before = fixture.createQueue("q", QueueBuilder.slow());

        assertThat(update(QueueBuilder.push().rate(100))).isEqualTo(before);
    }

    @Test
    @Tag("recorded")
    void masked_message_is_replaced_entirely() {
        fixture.createQueue("q", QueueBuilder.slow());

        Queue queue = update(QueueBuilder.push().attempts(7), "retry_config");

        assertThat(queue.retryConfig())
                .isEqualTo(new RetryConfig(7, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(10, 10, 5));
    }

    @Test
    @Tag("documented")
    void masked_field_without_value_returns_to_its_default() {
        fixture.createQueue("q", QueueBuilder.slow());

        Queue queue = update(
                QueueBuilder.push(),
                "retry_config.max_attempts",
                "retry_config.max_retry_duration",
                "retry_config.max_backoff");

        assertThat(queue.retryConfig())
                .isEqualTo(new RetryConfig(100, null, Duration.ofSeconds(1), Duration.ofHours(1), 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "state", "purge_time"})
    @Tag("recorded")
    void masked_output_only_field_is_ignored__name_state_purge_time(String path) {
        Queue before = fixture.createQueue("q", QueueBuilder.slow());
        service.pauseQueue(fixture.queue("q"));

        assertThat(update(QueueBuilder.push().rate(100), path)).isEqualTo(before.withState(QueueState.PAUSED));
    }

    @Test
    @Tag("documented")
    void burst_size_can_be_updated_alone_until_the_rate_changes() {
        assumeTrue(service.dialect().burstIsSettable());
        fixture.createQueue("q", QueueBuilder.push().rate(100));

        assertThat(update(QueueBuilder.push().burst(7), "rate_limits.max_burst_size")
                        .rateLimits())
                .isEqualTo(new RateLimits(100, 7, 1000));
        assertThat(update(QueueBuilder.push().attempts(3), "retry_config.max_attempts")
                        .rateLimits())
                .isEqualTo(new RateLimits(100, 7, 1000));
        assertThat(update(QueueBuilder.push().rate(50), "rate_limits.max_dispatches_per_second")
                        .rateLimits())
                .isEqualTo(new RateLimits(50, 10, 1000));
    }

    @Test
    @Tag("recorded")
    void masked_output_only_field_is_ignored__burst_size_in_v2() {
        assumeFalse(service.dialect().burstIsSettable());
        Queue before = fixture.createQueue("q", QueueBuilder.push().rate(100));

        assertThat(update(QueueBuilder.push().burst(7), "rate_limits.max_burst_size"))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bogus", "rate_limits.bogus", "name.bogus", "retry_config.max_attempts.bogus"})
    @Tag("recorded")
    void unknown_path_is_rejected(String path) {
        fixture.createQueue("q", QueueBuilder.slow());

        assertRejected(INVALID_ARGUMENT, "Invalid mask: " + path, () -> update(QueueBuilder.push(), path));
        assertRejected(
                INVALID_ARGUMENT,
                "Invalid mask: " + path,
                () -> api().updateQueue(
                                fixture.queue("missing"), QueueBuilder.push().build(), List.of("state", path)));
    }

    @Test
    @Tag("recorded")
    void masked_value_must_fit_the_other_settings() {
        fixture.createQueue("q", QueueBuilder.slow());

        assertRejected(
                INVALID_ARGUMENT,
                "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.",
                () -> update(QueueBuilder.push().backoff(Duration.ofSeconds(11), null, 0), "retry_config.min_backoff"));
    }

    @Test
    @Tag("recorded")
    void http_target_outside_the_mask_is_still_checked() {
        fixture.createQueue("q", over(null, "example.net", null));
        NewQueue bad = over(null, "", null).build();

        assertRejected(
                INVALID_ARGUMENT,
                "Error in parsing HttpTarget. Invalid Host.",
                () -> api().updateQueue(fixture.queue("q"), bad, List.of("retry_config")),
                info("Invalid Host."));
    }

    @Test
    @Tag("recorded")
    void masked_token_is_cleared_if_the_other_kind_is_sent() {
        fixture.createQueue("q", with(new OidcToken(EMAIL, "audience")));

        update(with(new OAuthToken(EMAIL, "scope")), "http_target.oidc_token");

        assertThat(target()).isEqualTo(new HttpTarget(null, null, List.of(), null));
    }

    @Test
    @Tag("recorded")
    void masked_part_of_the_uri_override_without_value_is_cleared() {
        fixture.createQueue("q", over(8080L, "example.net", "/path"));

        update(
                QueueBuilder.over(new HttpTarget(null, HttpMethod.PUT, List.of(), null)),
                "http_target.uri_override.host");

        assertThat(target())
                .isEqualTo(new HttpTarget(
                        new UriOverride(null, null, 8080L, "/path", null, EnforceMode.UNSPECIFIED),
                        null,
                        List.of(),
                        null));
    }

    @Test
    @Tag("recorded")
    void last_part_of_the_uri_override_cannot_be_cleared() {
        fixture.createQueue("q", over(null, "example.net", null));

        assertRejected(
                INVALID_ARGUMENT,
                "Error in parsing HttpTarget. Invalid uri_override.",
                () -> update(
                        QueueBuilder.over(new HttpTarget(null, null, List.of(), null)),
                        "http_target.uri_override.host"),
                info("Invalid uri_override."));
    }

    @Test
    @Tag("recorded")
    void token_without_account_is_removed() {
        fixture.createQueue("q", with(new OidcToken(EMAIL, "")));

        update(
                QueueBuilder.over(new HttpTarget(null, null, List.of(), null)),
                "http_target.oidc_token.service_account_email");

        assertThat(target().authorization()).isNull();
    }

    @Test
    @Tag("documented")
    void masked_http_target_without_value_is_emptied_in_v2beta2() {
        assumeTrue(service.dialect().oneTargetPerQueue());
        fixture.createQueue("q", over(8080L, "example.net", "/path"));

        update(QueueBuilder.unspecified(), "http_target");

        assertThat(target()).isEqualTo(new HttpTarget(null, null, List.of(), null));
    }

    @Test
    @Tag("recorded")
    void masked_http_target_without_value_is_removed_in_v2_and_v2beta3() {
        assumeFalse(service.dialect().oneTargetPerQueue());
        fixture.createQueue("q", over(8080L, "example.net", "/path"));

        assertThat(update(QueueBuilder.unspecified(), "http_target").target()).isEqualTo(PushTarget.PLAIN);
    }

    @Test
    @Tag("recorded")
    void update_without_mask_removes_the_http_target_in_v2_and_v2beta3() {
        assumeFalse(service.dialect().oneTargetPerQueue());
        fixture.createQueue("q", over(8080L, "example.net", "/path"));

        assertThat(service.updateQueue(
                                fixture.queue("q"), QueueBuilder.unspecified().build())
                        .target())
                .isEqualTo(PushTarget.PLAIN);
    }

    private Queue update(QueueBuilder settings, String... mask) {
        return api().updateQueue(fixture.queue("q"), settings.build(), List.of(mask));
    }

    private HttpTarget target() {
        return ((PushTarget) service.getQueue(fixture.queue("q")).target()).httpTarget();
    }

    private static QueueBuilder over(Long port, String host, String path) {
        UriOverride uri = new UriOverride(null, host, port, path, null, EnforceMode.UNSPECIFIED);
        return QueueBuilder.over(new HttpTarget(uri, null, List.of(), null));
    }

    private static QueueBuilder with(Authorization authorization) {
        return QueueBuilder.over(new HttpTarget(null, null, List.of(), authorization));
    }

    private static Detail info(String detail) {
        return new Detail.ErrorInfo(
                "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE", "cloudtasks.googleapis.com", Map.of("invalid_field", detail));
    }
}
