package io.github.cloudtasks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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

    private String layout(@Nullable Throwable thrown, String message, Object... arguments) {
        return new LogLayout()
                .doLayout(new LoggingEvent(getClass().getName(), logger, Level.WARN, message, thrown, arguments));
    }
}
