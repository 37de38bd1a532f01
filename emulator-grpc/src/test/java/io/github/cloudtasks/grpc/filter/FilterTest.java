package io.github.cloudtasks.grpc.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpTarget;
import io.github.cloudtasks.proto.v2beta2.HttpMethod;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.OidcToken;
import io.github.cloudtasks.proto.v2beta2.PathOverride;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.QueueStats;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import io.github.cloudtasks.proto.v2beta2.UriOverride;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The filter language, applied to three queues that are named for their contents. The behaviour was recorded with v2;
 * the fields are those of v2beta2.
 */
class FilterTest {
    private static final Queue FULL = queue("full")
            .setHttpTarget(HttpTarget.newBuilder()
                    .setUriOverride(UriOverride.newBuilder()
                            .setHost("example.net")
                            .setPort(8080)
                            .setPathOverride(PathOverride.newBuilder().setPath("/path")))
                    .setHttpMethod(HttpMethod.PUT)
                    .addHeaderOverrides(header("X-Custom"))
                    .addHeaderOverrides(header("Content-Type"))
                    .setOidcToken(OidcToken.newBuilder()
                            .setServiceAccountEmail("a@example.com")
                            .setAudience("https://example.com/audience")))
            .build();
    private static final Queue EMPTY =
            queue("empty").setHttpTarget(HttpTarget.getDefaultInstance()).build();
    private static final Queue NONE = queue("none")
            .setAppEngineHttpTarget(AppEngineHttpTarget.getDefaultInstance())
            .build();
    private static final List<Queue> QUEUES = List.of(FULL, EMPTY, NONE);

    @ParameterizedTest
    @Tag("recorded")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          http_target: *                                                            | full empty
          http_target.http_method = PUT                                             | full
          http_target.http_method: put                                              | full
          http_target.http_method = HTTP_METHOD_UNSPECIFIED                         | empty none
          http_target.http_method > POST                                            | full
          http_target.uri_override: *                                               | full
          http_target.uri_override.host: example                                    | full
          http_target.uri_override.host: *                                          | full
          http_target.uri_override.port = 8080                                      | full
          http_target.uri_override.scheme = HTTPS                                   | ``
          http_target.uri_override.scheme = SCHEME_UNSPECIFIED                      | full empty none
          http_target.uri_override.uri_override_enforce_mode = URI_OVERRIDE_ENFORCE_MODE_UNSPECIFIED | full empty none
          http_target.uri_override.path_override: *                                 | full
          http_target.uri_override.path_override.path: path                         | full
          http_target.header_overrides: *                                           | full
          http_target.header_overrides.header.key: X-Custom                         | full
          http_target.oidc_token: *                                                 | full
          http_target.oidc_token.audience: example                                  | full
          http_target.oauth_token: *                                                | ``
          app_engine_http_target.app_engine_routing_override.instance: *            | ``
          """)
    void target_filter_matches_the_recorded_queues(String filter, String names) {
        assertThat(matches(filter)).isEqualTo(names);
    }

    @ParameterizedTest
    @Tag("recorded")
    @CsvSource(delimiter = '|', textBlock = """
          bogus_field: x                                       | Field not found: 'bogus_field'.
          max_tasks_dispatched_per_second < 100                | Field not found: 'max_tasks_dispatched_per_second'.
          state: BOGUS                                         | The value 'bogus' is of incorrect type.
          state: 2                                             | The value '2' is of incorrect type.
          retry_config.max_backoff = 3600                      | The value '3600' is of incorrect type.
          rate_limits.max_tasks_dispatched_per_second = fast   | The value 'fast' is of incorrect type.
          """)
    void invalid_filter_is_rejected_with_the_recorded_message(String filter, String message) {
        assertThatThrownBy(() -> matches(filter))
                .isInstanceOf(ApiException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"rate_limits: 10", "rate_limits = *", "rate_limits > 1"})
    void message_field_cannot_be_compared(String filter) {
        assertThatThrownBy(() -> matches(filter))
                .hasMessage(
                        "Cannot match a nested type 'rate_limits'. A member field of scalar or enum type must be provided.");
    }

    @Test
    @Tag("documented")
    void documented_example_finds_app_engine_queues() {
        assertThat(matches("app_engine_http_target: *")).isEqualTo("none");
    }

    @ParameterizedTest
    @Tag("recorded")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          name: full OR name: empty                                     | full empty
          name: full AND name: empty                                    | ``
          name: queues name: empty                                      | empty
          NOT name: full                                                | empty none
          -name: full                                                   | empty none
          NOT (name: full OR name: empty)                               | none
          -(name: full OR name: empty) AND http_target: *               | ``
          (name: full)                                                  | full
          name:"full"                                                   | full
          NAME: full                                                    | full
          httpTarget.uriOverride: *                                     | full
          HTTPTARGET.URIOVERRIDE: *                                     | full
          Http_Target.Uri_Override: *                                   | full
          name: FULL                                                    | full
          name != "projects/p/locations/l/queues/full"                  | empty none
          name = "projects/p/locations/l/queues/full"                   | full
          """)
    void conditions_combine_and_field_names_ignore_case(String filter, String names) {
        assertThat(matches(filter)).isEqualTo(names);
    }

    @ParameterizedTest
    @Tag("documented")
    @ValueSource(strings = {"name: full AND name: none OR name: queues", "name: none OR name: queues AND name: full"})
    void or_binds_more_tightly_than_and(String filter) {
        assertThat(matches(filter)).isEqualTo("full");
    }

    @ParameterizedTest
    @Tag("recorded")
    @CsvSource(delimiter = '|', textBlock = """
          state > RUNNING                                      | true
          state = paused                                       | true
          state >= DISABLED                                    | false
          state != PAUSED                                      | false
          rate_limits.max_tasks_dispatched_per_second = 77.5   | true
          rate_limits.max_tasks_dispatched_per_second >= 7.75e1 | true
          rate_limits.max_burst_size < 16                      | true
          rate_limits.max_burst_size: 15                       | true
          rate_limits.max_burst_size = "15"                    | true
          rate_limits.max_burst_size < -1                      | false
          retry_config.min_backoff = 0.1s                      | true
          retry_config.max_backoff > 1s                        | true
          retry_config.max_retry_duration = 0s                 | true
          retry_config.max_retry_duration: *                   | false
          purge_time < "2020-01-01T00:00:00Z"                  | true
          purge_time: *                                        | false
          stats.tasks_count > 4                                | true
          stats.effective_execution_rate: *                    | false
          pull_target: *                                       | true
          retry_config.max_attempts: *                         | true
          retry_config.unlimited_attempts = false              | true
          """)
    void values_compare_by_field_type_and_unset_fields_count_as_zero(String filter, boolean matches) {
        Queue queue = queue("typed")
                .setState(Queue.State.PAUSED)
                .setPullTarget(PullTarget.getDefaultInstance())
                .setRateLimits(RateLimits.newBuilder()
                        .setMaxTasksDispatchedPerSecond(77.5)
                        .setMaxBurstSize(15))
                .setRetryConfig(RetryConfig.newBuilder()
                        .setMaxAttempts(5)
                        .setMinBackoff(Duration.newBuilder().setNanos(100_000_000))
                        .setMaxBackoff(Duration.newBuilder().setSeconds(3600)))
                .setStats(QueueStats.newBuilder().setTasksCount(5))
                .build();

        assertThat(Filter.parse(Queue.getDescriptor(), filter).matches(queue)).isEqualTo(matches);
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource(delimiter = '|', textBlock = """
          purge_time > 2026-02-03                          | true
          purge_time > 2026-02-04                          | false
          purge_time = 2026-02-03T04:05:06Z                | true
          purge_time <= "2026-02-03T05:05:06+01:00"        | true
          purge_time > yesterday                           | error
          purge_time > 2026-02-30T00:00:00Z                | error
          purge_time > -2020-01-01T00:00:00Z               | error
          purge_time > 2026-xx-03T00:00:00Z                | error
          retry_config.max_backoff = s                     | error
          retry_config.unlimited_attempts = maybe          | error
          rate_limits.max_burst_size = 0x10                | error
          rate_limits.max_burst_size = 1e99999             | error
          rate_limits.max_burst_size = NaN                 | error
          """)
    void time_in_filter_is_rfc_3339_or_a_date(String filter, String expected) {
        Queue queue = queue("purged")
                .setPurgeTime(Timestamp.newBuilder().setSeconds(1770091506))
                .build();

        if (expected.equals("error")) {
            assertThatThrownBy(() -> Filter.parse(Queue.getDescriptor(), filter))
                    .hasMessageEndingWith("is of incorrect type.");
        } else {
            assertThat(Filter.parse(Queue.getDescriptor(), filter).matches(queue))
                    .isEqualTo(Boolean.valueOf(expected));
        }
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(strings = {"", "  ", "\t\n"})
    void empty_filter_matches_everything(String filter) {
        assertThat(matches(filter)).isEqualTo("full empty none");
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          name                   | expected one of : = != < <= > >= at position 4
          name:                  | expected a value at position 5
          name: full AND         | expected a field at position 14
          : full                 | expected a field at position 0
          (name: full            | expected ')' at position 11
          name: full)            | unexpected ')' at position 10
          name: "full            | expected " at position 11
          NOT                    | expected a field at position 3
          ()                     | expected a field at position 1
          name ~ full            | expected one of : = != < <= > >= at position 5
          """)
    void syntax_error_names_its_position(String filter, String what) {
        assertThatThrownBy(() -> matches(filter)).hasMessage("Invalid filter: " + what + ".");
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource(delimiter = '|', textBlock = """
          name.x: y                       | Field not found: 'name.x'.
          rate_limits.bogus: 1            | Field not found: 'rate_limits.bogus'.
          .name: y                        | Field not found: '.name'.
          name.: y                        | Field not found: 'name.'.
          http_target..host: y            | Field not found: 'http_target..host'.
          target_type: *                  | Field not found: 'target_type'.
          name: full or name: x           | Field not found: 'or'.
          """)
    void unknown_field_is_reported_as_written(String filter, String message) {
        assertThatThrownBy(() -> matches(filter)).hasMessage(message);
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          http_target.header_overrides.header.key = content-type        | full
          http_target.header_overrides.header.key != content-type       | empty none
          http_target.header_overrides.header.key = ""                  | ``
          name: "*"                                                     | ``
          name: 'full'                                                  | full
          name: "f\\ull"                                                | full
          NOT NOT name: full                                            | full
          NOT -name: full                                               | full
          """)
    void repeated_field_matches_if_one_element_matches(String filter, String names) {
        assertThat(matches(filter.replace("\\\\", "\\"))).isEqualTo(names);
    }

    @Test
    @Tag("inferred")
    void filter_that_is_nested_too_deeply_or_too_long_is_rejected() {
        int depth = FilterParser.MAX_DEPTH;
        assertThat(matches("(".repeat(depth) + "name: full" + ")".repeat(depth)))
                .isEqualTo("full");
        for (String tooDeep : List.of(
                "(".repeat(depth + 1) + "name: full" + ")".repeat(depth + 1),
                "(".repeat(5000) + "name: full" + ")".repeat(5000),
                "NOT(".repeat(3000),
                "-(".repeat(5000))) {
            assertThatThrownBy(() -> matches(tooDeep))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                    .hasMessageContaining("nest deeper than 100");
        }
        assertThatThrownBy(() -> matches("(".repeat(100_000))).hasMessageContaining("longer than 16384 characters");
    }

    @Test
    @Tag("inferred")
    void number_of_filter_terms_is_limited_by_length_only() {
        assertThat(matches("-".repeat(16_000) + "name: full")).isEqualTo("full");
        assertThat(matches("name:f ".repeat(2300))).isEqualTo("full");
        assertThat(matches("name:full" + " OR name:x".repeat(1600))).isEqualTo("full");
    }

    @Test
    void filter_knows_the_fields_that_it_reads() {
        Filter filter = Filter.parse(Queue.getDescriptor(), "Stats.tasksCount > 0 OR NOT (state: PAUSED)");

        assertThat(filter.reads("stats")).isTrue();
        assertThat(filter.reads("state")).isTrue();
        assertThat(filter.reads("name")).isFalse();
    }

    private static String matches(String filter) {
        Filter parsed = Filter.parse(Queue.getDescriptor(), filter);
        return String.join(
                " ",
                QUEUES.stream()
                        .filter(parsed::matches)
                        .map(queue -> queue.getName().substring(queue.getName().lastIndexOf('/') + 1))
                        .toList());
    }

    private static Queue.Builder queue(String id) {
        return Queue.newBuilder().setName("projects/p/locations/l/queues/" + id).setState(Queue.State.RUNNING);
    }

    private static HttpTarget.HeaderOverride.Builder header(String key) {
        return HttpTarget.HeaderOverride.newBuilder()
                .setHeader(HttpTarget.Header.newBuilder().setKey(key).setValue("queue"));
    }
}
