package io.github.cloudtasks.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.github.cloudtasks.model.QueueName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLayoutTest {
    private final Logger logger = new LoggerContext().getLogger("test");

    @Test
    void message_is_one_line() {
        assertThat(layout(null, "{} failed: {}", "a\r\nforged", "\u001b[31mred"))
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  a\\\\r\\\\nforged failed: \\\\u001b\\[31mred\n");
    }

    @Test
    void messages_of_exceptions_are_escaped() {
        Exception thrown = new IllegalStateException("a\nb", new IllegalArgumentException("c\u001bd"));
        thrown.addSuppressed(new IllegalStateException("e\rf"));

        String text = layout(thrown, "failed");

        assertThat(text.lines())
                .contains(
                        "java.lang.IllegalStateException: a\\nb",
                        "Suppressed: java.lang.IllegalStateException: e\\rf",
                        "Caused by: java.lang.IllegalArgumentException: c\\u001bd")
                .anyMatch(line -> line.startsWith("\tat " + LogLayoutTest.class.getName()));
        assertThat(text).doesNotContain("\r", "\u001b");
    }

    @Test
    void exception_that_causes_itself_is_shown() {
        Exception outer = new IllegalStateException("outer");
        outer.initCause(new IllegalStateException("inner", outer));

        assertThat(layout(outer, "failed")).contains("Caused by: java.lang.IllegalStateException: inner", " again\n");
    }

    @Test
    void failed_export_of_traces_is_one_line() {
        Logger exporter = new LoggerContext().getLogger("io.opentelemetry.exporter.internal.http.HttpExporter");
        LoggingEvent event = new LoggingEvent(
                getClass().getName(),
                exporter,
                Level.ERROR,
                "not sent: refused",
                new IllegalStateException("refused"),
                null);

        assertThat(new LogLayout(false).doLayout(event).lines()).hasSize(1);
        assertThat(new JsonLogLayout().doLayout(event)).contains("refused").doesNotContain("exception");
    }

    @Test
    void queues_and_tasks_have_short_names() {
        QueueName mail = QueueName.of("demo", "us-central1", "mail");

        assertThat(layout(null, "{} created", mail)).endsWith(" demo/us-central1/mail created\n");
        assertThat(layout(null, "{} attempt {} → {}", mail.task("42"), 1, 500))
                .endsWith(" demo/us-central1/mail/42 attempt 1 → 500\n");
        assertThat(layout(new IllegalStateException("broken"), "{} failed", mail.task("42")))
                .contains(" demo/us-central1/mail/42 failed\njava.lang.IllegalStateException: broken\n");
    }

    @Test
    void names_cannot_forge_a_line() {
        QueueName forged = QueueName.of("p\n12:00:00.000 INFO  x", "l\u2028", "q\u001b[2K\u009b2J");

        String text = layout(null, "{} created", forged);

        assertThat(text.lines()).hasSize(1);
        assertThat(text).doesNotContain("\u2028", "\u001b", "\u009b").contains("p\\n12:00:00.000 INFO  x/l\\u2028/");
    }

    @ParameterizedTest
    @CsvSource({"ERROR,1;31", "WARN,33", "INFO,32", "DEBUG,2", "TRACE,2"})
    void coloured_line_has_only_the_escape_sequences_of_the_layout(String level, String colour) {
        String text = new LogLayout(true)
                .doLayout(new LoggingEvent(
                        getClass().getName(), logger, Level.valueOf(level), "a\u001b[31mb", null, new Object[0]));

        assertThat(text)
                .matches("\u001b\\[2m[0-9:.]{12}\u001b\\[0m \u001b\\[" + colour + "m" + level
                        + "\u001b\\[0m +a\\\\u001b\\[31mb\n");
    }

    private String layout(@Nullable Throwable thrown, String message, Object... arguments) {
        return new LogLayout(false)
                .doLayout(new LoggingEvent(getClass().getName(), logger, Level.WARN, message, thrown, arguments));
    }
}
