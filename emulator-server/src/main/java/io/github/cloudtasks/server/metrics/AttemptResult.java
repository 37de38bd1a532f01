package io.github.cloudtasks.server.metrics;

import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import java.util.Locale;

/** The result of an attempt as the labels {@code outcome} and {@code status_class} name it. */
enum AttemptResult {
    SUCCESS_2XX("2xx"),
    SUCCESS_3XX("3xx"),
    ERROR_1XX("1xx"),
    ERROR_3XX("3xx"),
    ERROR_4XX("4xx"),
    ERROR_5XX("5xx"),
    ERROR_OTHER("other"),
    DEADLINE_EXCEEDED(""),
    UNREACHABLE("");

    private final String statusClass;

    AttemptResult(String statusClass) {
        this.statusClass = statusClass;
    }

    /** Returns the result of an attempt of a task with this payload. */
    static AttemptResult of(Outcome outcome, Payload payload) {
        return switch (outcome) {
            case Outcome.DeadlineExceeded exceeded -> DEADLINE_EXCEEDED;
            case Outcome.Unreachable unreachable -> UNREACHABLE;
            case Outcome.Responded responded
            when outcome.completes(payload) -> responded.status() / 100 == 2 ? SUCCESS_2XX : SUCCESS_3XX;
            case Outcome.Responded responded ->
                switch (responded.status() / 100) {
                    case 1 -> ERROR_1XX;
                    case 3 -> ERROR_3XX;
                    case 4 -> ERROR_4XX;
                    case 5 -> ERROR_5XX;
                    default -> ERROR_OTHER;
                };
        };
    }

    /** Returns {@code success}, {@code error}, {@code deadline_exceeded} or {@code unreachable}. */
    String outcome() {
        if (statusClass.isEmpty()) {
            return name().toLowerCase(Locale.ROOT);
        }
        return name().startsWith("SUCCESS") ? "success" : "error";
    }

    /** Returns the first digit of the status, such as {@code 5xx}; empty if there was no response. */
    String statusClass() {
        return statusClass;
    }
}
