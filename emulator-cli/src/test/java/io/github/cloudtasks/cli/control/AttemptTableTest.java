package io.github.cloudtasks.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptTableTest {
    private static final String TASK = "projects/p/locations/l/queues/mail/tasks/";

    @Test
    void attempts_are_lines_below_one_heading() throws Exception {
        AttemptTable table = new AttemptTable(ZoneOffset.UTC, false);

        assertThat(table.lines(List.of())).isEmpty();
        assertThat(table.lines(List.of(attempt("42", 200, ""), attempt("a", 0, "refused\nby a"))))
                .containsExactly(
                        "TIME      TASK     ATTEMPT  RESULT      TOOK  URL",
                        "10:11:12  mail/42        1  200       0.044s  http://localhost/x",
                        "10:11:12  mail/a         1  error     0.044s  http://localhost/x: refused\\nby a");
        assertThat(table.lines(List.of(attempt("b", 503, "")))).hasSize(1);
    }

    @Test
    void colours_mark_the_result_only() throws Exception {
        assertThat(new AttemptTable(ZoneOffset.UTC, true).lines(List.of(attempt("a", 503, ""))))
                .last()
                .asString()
                .contains("\u001b[31m503   \u001b[0m");
    }

    @Test
    void middle_of_a_long_id_is_left_out() {
        assertThat(AttemptTable.shortTask(TASK + "a".repeat(40) + "z"))
                .isEqualTo("mail/" + "a".repeat(16) + "…" + "a".repeat(14) + "z");
    }

    @ParameterizedTest
    @CsvSource({"200, false", "204, false", "304, false", "0, true", "199, true", "302, true", "404, true", "503, true"
    })
    void status_that_is_retried_is_a_failure(int status, boolean failed) throws Exception {
        assertThat(AttemptTable.hasFailed(attempt("a", status, ""))).isEqualTo(failed);
    }

    @ParameterizedTest
    @CsvSource({"42, true", "mail/42, true", "p/l/mail/42, true", "2, false", "ail/42, false", "p/mail/42, false"})
    void task_is_found_by_the_end_of_its_name(String text, boolean found) {
        assertThat(ResourceLookup.endsWith(TASK + "42", text)).isEqualTo(found);
    }

    private static JsonNode attempt(String id, int status, String error) throws JsonProcessingException {
        return new JsonMapper().readTree("""
                        {"task": "%s", "number": 1, "dispatchTime": "2026-01-02T10:11:12.5Z", "took": "0.0440001s",
                        "request": {"url": "http://localhost/x"}, "response": {"status": %d}, "error": "%s"}
                        """.formatted(TASK + id, status, error.replace("\n", "\\n")));
    }
}
