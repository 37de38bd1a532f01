package io.github.cloudtasks.grpc.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.OAuthToken;
import io.github.cloudtasks.proto.v2beta2.OidcToken;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import io.github.cloudtasks.proto.v2beta2.UriOverride;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateMaskTest {
    private static final Queue BEFORE = Queue.newBuilder()
            .setName("before")
            .setRateLimits(
                    RateLimits.newBuilder().setMaxTasksDispatchedPerSecond(10).setMaxConcurrentTasks(5))
            .setRetryConfig(RetryConfig.newBuilder()
                    .setMaxAttempts(5)
                    .setMinBackoff(seconds(1))
                    .setMaxDoublings(3))
            .build();

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(
            strings = {
                "bogus",
                "rate_limits.bogus",
                "name.x",
                "rateLimits",
                "rate_limits.maxBurstSize",
                "name,state",
                "rate_limits, retry_config",
                " name",
                "name ",
                "",
                ".",
                "name.",
                ".name",
                "rate_limits..max_burst_size",
                "retry_config.max_attempts.x",
                "NAME",
                "http_target.uriOverride"
            })
    void invalid_path_is_reported_as_sent(String path) {
        assertThatThrownBy(() -> mask(path)).hasMessage("Invalid mask: " + path);
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(strings = {"*", "target_type", "retry_config.num_attempts", "http_target.header_overrides.header.key"})
    void oneof_asterisk_and_field_of_list_element_are_invalid_paths(String path) {
        assertThatThrownBy(() -> mask(path)).hasMessage("Invalid mask: " + path);
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"name", "state", "purge_time", "rate_limits.max_burst_size", "stats", "stats.tasks_count"})
    void output_only_fields_are_valid_paths(String path) {
        assertThat(mask(path).touches(path)).isTrue();
    }

    @Test
    @Tag("recorded")
    void only_masked_fields_are_updated() {
        Queue request = Queue.newBuilder()
                .setRateLimits(RateLimits.newBuilder().setMaxTasksDispatchedPerSecond(100))
                .setRetryConfig(RetryConfig.newBuilder().setMaxAttempts(7).setMaxDoublings(1))
                .build();

        Queue after = apply(request, "rate_limits.max_tasks_dispatched_per_second", "retry_config.max_attempts");

        assertThat(after)
                .isEqualTo(BEFORE.toBuilder()
                        .setRateLimits(RateLimits.newBuilder()
                                .setMaxTasksDispatchedPerSecond(100)
                                .setMaxConcurrentTasks(5))
                        .setRetryConfig(RetryConfig.newBuilder()
                                .setMaxAttempts(7)
                                .setMinBackoff(seconds(1))
                                .setMaxDoublings(3))
                        .build());
    }

    @Test
    @Tag("recorded")
    void masked_message_is_replaced_as_a_whole() {
        Queue request = Queue.newBuilder()
                .setRateLimits(RateLimits.newBuilder().setMaxTasksDispatchedPerSecond(100))
                .build();

        assertThat(apply(request, "rate_limits").getRateLimits()).isEqualTo(request.getRateLimits());
        assertThat(apply(request, "retry_config").hasRetryConfig()).isFalse();
    }

    @Test
    @Tag("recorded")
    void masked_field_missing_from_request_is_cleared() {
        Queue after = apply(Queue.getDefaultInstance(), "retry_config.max_attempts", "retry_config.min_backoff");

        assertThat(after.getRetryConfig())
                .isEqualTo(RetryConfig.newBuilder().setMaxDoublings(3).build());
    }

    @Test
    @Tag("recorded")
    void mask_without_paths_changes_nothing() {
        assertThat(apply(Queue.newBuilder().setName("after").build())).isEqualTo(BEFORE);
    }

    @Test
    @Tag("recorded")
    void without_mask_every_field_is_replaced() {
        Queue request = Queue.newBuilder()
                .setRateLimits(RateLimits.newBuilder().setMaxTasksDispatchedPerSecond(100))
                .build();
        Queue.Builder after = BEFORE.toBuilder();
        UpdateMask.ALL.apply(request, after);

        assertThat(after.build()).isEqualTo(request);
    }

    @Test
    @Tag("inferred")
    void setting_one_oneof_member_clears_the_other() {
        Queue request = Queue.newBuilder()
                .setRetryConfig(RetryConfig.newBuilder().setUnlimitedAttempts(true))
                .build();

        RetryConfig after = apply(request, "retry_config.unlimited_attempts").getRetryConfig();

        assertThat(after.getUnlimitedAttempts()).isTrue();
        assertThat(after.hasMaxAttempts()).isFalse();
        // Clearing the member that is not set keeps the other one.
        assertThat(apply(Queue.getDefaultInstance(), "retry_config.unlimited_attempts"))
                .isEqualTo(BEFORE);
    }

    @Test
    @Tag("recorded")
    void masked_token_missing_from_request_clears_the_other_token_type() {
        Queue before = target(
                HttpTarget.newBuilder().setOidcToken(OidcToken.newBuilder().setServiceAccountEmail("a@b")));
        Queue request = target(
                HttpTarget.newBuilder().setOauthToken(OAuthToken.newBuilder().setServiceAccountEmail("a@b")));
        Queue.Builder after = before.toBuilder();
        mask("http_target.oidc_token").apply(request, after);

        assertThat(after.getHttpTarget()).isEqualTo(HttpTarget.getDefaultInstance());
    }

    @Test
    @Tag("recorded")
    void clearing_an_optional_field_keeps_its_message() {
        Queue before = target(HttpTarget.newBuilder()
                .setUriOverride(UriOverride.newBuilder().setHost("h").setPort(0)));
        Queue.Builder after = before.toBuilder();
        mask("http_target.uri_override.host", "http_target.uri_override.port").apply(Queue.getDefaultInstance(), after);

        assertThat(after.getHttpTarget().hasUriOverride()).isTrue();
        assertThat(after.getHttpTarget().getUriOverride()).isEqualTo(UriOverride.getDefaultInstance());
    }

    @Test
    @Tag("inferred")
    void path_through_absent_messages_creates_none() {
        assertThat(apply(Queue.getDefaultInstance(), "http_target.uri_override.host", "purge_time.seconds"))
                .isEqualTo(BEFORE);
    }

    @Test
    void mask_knows_the_paths_that_it_covers_and_touches() {
        UpdateMask mask = mask("rate_limits", "retry_config.max_attempts");

        assertThat(mask.covers("rate_limits.max_burst_size")).isTrue();
        assertThat(mask.covers("retry_config")).isFalse();
        assertThat(mask.touches("retry_config")).isTrue();
        assertThat(mask.touches("retry_config.max_doublings")).isFalse();
        assertThat(mask.touches("name")).isFalse();
        assertThat(UpdateMask.ALL.covers("name") && UpdateMask.ALL.touches("name"))
                .isTrue();
    }

    private static Queue apply(Queue request, String... paths) {
        Queue.Builder after = BEFORE.toBuilder();
        mask(paths).apply(request, after);
        return after.build();
    }

    private static UpdateMask mask(String... paths) {
        return UpdateMask.of(
                Queue.getDescriptor(),
                FieldMask.newBuilder().addAllPaths(List.of(paths)).build());
    }

    private static Queue target(HttpTarget.Builder target) {
        return Queue.newBuilder().setHttpTarget(target).build();
    }

    private static Duration.Builder seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds);
    }
}
