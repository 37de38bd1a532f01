package io.github.cloudtasks.grpc.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.github.cloudtasks.model.task.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeConverterTest {

    @ParameterizedTest
    @Tag("recorded")
    @CsvSource({
        "301, 2, UNKNOWN",
        "400, 3, INVALID_ARGUMENT",
        "401, 16, UNAUTHENTICATED",
        "403, 7, PERMISSION_DENIED",
        "404, 5, NOT_FOUND",
        "405, 9, FAILED_PRECONDITION",
        "409, 10, ABORTED",
        "410, 9, FAILED_PRECONDITION",
        "418, 9, FAILED_PRECONDITION",
        "429, 8, RESOURCE_EXHAUSTED",
        "499, 1, CANCELLED",
        "500, 13, INTERNAL",
        "501, 12, UNIMPLEMENTED",
        "502, 13, INTERNAL",
        "503, 14, UNAVAILABLE",
        "504, 4, DEADLINE_EXCEEDED",
        "505, 13, INTERNAL",
        "507, 13, INTERNAL"
    })
    void http_response_maps_to_the_recorded_code_and_message(int http, int code, String name) {
        assertThat(OutcomeConverter.toProto(new Outcome.Responded(http))).isEqualTo(status(code, name, http));
    }

    @ParameterizedTest
    @Tag("inferred")
    @CsvSource({"100, 2, UNKNOWN", "204, 0, OK", "416, 11, OUT_OF_RANGE", "599, 13, INTERNAL", "999, 2, UNKNOWN"})
    void other_http_responses_follow_the_recorded_pattern(int http, int code, String name) {
        assertThat(OutcomeConverter.toProto(new Outcome.Responded(http))).isEqualTo(status(code, name, http));
    }

    @Test
    @Tag("recorded")
    void timeout_is_shown_as_504_and_unreachable_target_as_0() {
        assertThat(OutcomeConverter.toProto(new Outcome.DeadlineExceeded()))
                .isEqualTo(status(4, "DEADLINE_EXCEEDED", 504));
        assertThat(OutcomeConverter.toProto(new Outcome.Unreachable("refused"))).isEqualTo(status(2, "UNKNOWN", 0));
    }

    private static Status status(int code, String name, int http) {
        return Status.newBuilder()
                .setCode(code)
                .setMessage(name + "(" + code + "): HTTP status code " + http)
                .build();
    }
}
