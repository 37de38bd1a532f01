package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The {@code filter} of ListQueues. The filter language has tests of its own.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class QueueFiltersContract extends ApiContract {

    @BeforeEach
    void createQueues() {
        fixture.createQueue("fast", QueueBuilder.push().rate(400));
        fixture.createQueue("paused", QueueBuilder.push().rate(100).attempts(7));
        if (fixture.supportsPullQueues()) {
            fixture.createQueue("pull", QueueBuilder.pull());
        }
        service.pauseQueue(fixture.queue("paused"));
    }

    @ParameterizedTest
    @CsvSource({
        "state = PAUSED, paused",
        "state: PAUSED, paused",
        "state > RUNNING, paused",
        "name: PA, paused",
        "retry_config.max_attempts = 7, paused",
        "retryConfig.maxAttempts < 100, paused",
        "NOT state = PAUSED, fast pull",
        "-state = PAUSED AND name: fast, fast",
        "state = PAUSED OR name: pull, paused pull",
        "(state = PAUSED OR name: fast) retry_config.max_attempts: 7, paused",
        "purge_time < \"2020-01-01T00:00:00Z\", fast paused pull",
        "retry_config.min_backoff = 0.1s, fast paused"
    })
    @Tag("recorded")
    void filter_returns_the_matching_queues(String filter, String ids) {
        assertThat(ids(filter)).containsExactlyElementsOf(existing(ids));
    }

    @ParameterizedTest
    @CsvSource({
        "PUSH, fast paused",
        "PULL, pull",
        "NOT PULL, fast paused",
        "state = PAUSED OR PULL, paused pull",
        "(state = PAUSED OR PULL) name: pull, pull"
    })
    @Tag("documented")
    void filter_distinguishes_push_and_pull_queues(String filter, String ids) {
        assumeTrue(fixture.supportsPullQueues());
        boolean byTarget = service.dialect().oneTargetPerQueue();

        assertThat(ids(filter.replace("PUSH", byTarget ? "app_engine_http_target: *" : "type = PUSH")
                        .replace("PULL", byTarget ? "pull_target: *" : "type = PULL")))
                .containsExactly(ids.split(" "));
    }

    @Test
    @Tag("recorded")
    void filter_fields_can_be_in_camel_case() {
        assertThat(ids("rateLimits.maxBurstSize = 20")).containsExactly("paused");
        assertThat(ids("RATE_LIMITS.MAX_BURST_SIZE = 80")).containsExactly("fast");
    }

    @ParameterizedTest
    @CsvSource({
        "bogus_field: x, Field not found: 'bogus_field'.",
        "max_dispatches_per_second < 100, Field not found: 'max_dispatches_per_second'.",
        "state: BOGUS, The value 'bogus' is of incorrect type.",
        "state: 2, The value '2' is of incorrect type.",
        "retry_config.max_backoff = 3600, The value '3600' is of incorrect type.",
        "retry_config.max_attempts = many, The value 'many' is of incorrect type."
    })
    @Tag("recorded")
    void unknown_field_or_value_of_the_wrong_type_is_rejected(String filter, String text) {
        assertRejected(INVALID_ARGUMENT, text, () -> ids(filter));
    }

    @Test
    @Tag("recorded")
    void message_cannot_be_compared_without_a_field() {
        assertRejected(
                INVALID_ARGUMENT,
                "Cannot match a nested type 'rate_limits'. A member field of scalar or enum type must be provided.",
                () -> ids("rate_limits: 10"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"state =", "(state = PAUSED", "state = PAUSED)", "AND", "name: \"open", "= x"})
    @Tag("inferred")
    void filter_with_a_syntax_error_is_rejected(String filter) {
        assertRejected(INVALID_ARGUMENT, () -> ids(filter));
    }

    @Test
    @Tag("inferred")
    void filter_with_too_many_parentheses_is_rejected() {
        assertRejected(INVALID_ARGUMENT, () -> ids("(".repeat(1000) + "state = PAUSED" + ")".repeat(1000)));

        assertThat(ids("state = PAUSED")).containsExactly("paused");
    }

    @Test
    @Tag("documented")
    void pages_return_every_matching_queue() {
        String filter = "NOT name: paused";
        String token = api().filteredPageToken(fixture.location(), filter, 1);

        assertThat(api().filterQueues(fixture.location(), filter, 1, ""))
                .extracting(queue -> queue.name().queueId())
                .containsExactly("fast");
        assertThat(api().filterQueues(fixture.location(), filter, 1, token))
                .extracting(queue -> queue.name().queueId())
                .containsExactlyElementsOf(existing("pull"));
    }

    @Test
    @Tag("inferred")
    void page_token_of_another_filter_is_rejected() {
        String token = api().filteredPageToken(fixture.location(), "state = RUNNING", 1);

        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.INVALID_PAGE_TOKEN,
                () -> api().filterQueues(fixture.location(), "state = PAUSED", 1, token));
    }

    /** Returns those of the space-separated ids whose queues exist in this version. */
    private List<String> existing(String ids) {
        return Stream.of(ids.split(" "))
                .filter(id -> fixture.supportsPullQueues() || !id.equals("pull"))
                .toList();
    }

    private List<String> ids(String filter) {
        return api().filterQueues(fixture.location(), filter, 0, "").stream()
                .map(queue -> queue.name().queueId())
                .toList();
    }
}
