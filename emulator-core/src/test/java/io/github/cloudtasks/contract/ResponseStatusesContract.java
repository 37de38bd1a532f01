package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.task.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The response status of the last attempt of a task.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class ResponseStatusesContract extends ApiContract {

    @BeforeEach
    void dispatchTask() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.settle();
    }

    @ParameterizedTest
    @CsvSource({
        "301, 2 UNKNOWN(2): HTTP status code 301",
        "400, 3 INVALID_ARGUMENT(3): HTTP status code 400",
        "401, 16 UNAUTHENTICATED(16): HTTP status code 401",
        "403, 7 PERMISSION_DENIED(7): HTTP status code 403",
        "404, 5 NOT_FOUND(5): HTTP status code 404",
        "405, 9 FAILED_PRECONDITION(9): HTTP status code 405",
        "409, 10 ABORTED(10): HTTP status code 409",
        "410, 9 FAILED_PRECONDITION(9): HTTP status code 410",
        "418, 9 FAILED_PRECONDITION(9): HTTP status code 418",
        "429, 8 RESOURCE_EXHAUSTED(8): HTTP status code 429",
        "499, 1 CANCELLED(1): HTTP status code 499",
        "500, 13 INTERNAL(13): HTTP status code 500",
        "501, 12 UNIMPLEMENTED(12): HTTP status code 501",
        "502, 13 INTERNAL(13): HTTP status code 502",
        "503, 14 UNAVAILABLE(14): HTTP status code 503",
        "504, 4 DEADLINE_EXCEEDED(4): HTTP status code 504",
        "505, 13 INTERNAL(13): HTTP status code 505",
        "507, 13 INTERNAL(13): HTTP status code 507"
    })
    @Tag("recorded")
    void response_status_shows_the_http_status_as_a_code(int status, String shown) {
        fixture.dispatcher().next().respond(status);

        assertThat(api().lastResponseStatus(fixture.task("q", "t"))).isEqualTo(shown);
    }

    @Test
    @Tag("recorded")
    void response_status_of_a_timeout_is_504() {
        fixture.dispatcher().next().complete(new Outcome.DeadlineExceeded());

        assertThat(api().lastResponseStatus(fixture.task("q", "t")))
                .isEqualTo("4 DEADLINE_EXCEEDED(4): HTTP status code 504");
    }

    @Test
    @Tag("recorded")
    void response_status_of_an_unreachable_target_is_0() {
        fixture.dispatcher().next().complete(new Outcome.Unreachable("no such host"));

        assertThat(api().lastResponseStatus(fixture.task("q", "t"))).isEqualTo("2 UNKNOWN(2): HTTP status code 0");
    }
}
