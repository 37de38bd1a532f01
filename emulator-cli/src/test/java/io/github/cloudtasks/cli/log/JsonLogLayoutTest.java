package io.github.cloudtasks.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.model.QueueName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLogLayoutTest {
    private static final QueueName MAIL = QueueName.of("demo", "us-central1", "mail");

    private final Logger logger = new LoggerContext().getLogger("io.github.cloudtasks.Test");

    @Test
    void message_is_one_object_on_one_line() throws Exception {
        LoggingEvent event = event(null, "{} is {}", "a", 1);
        event.setInstant(Instant.parse("2026-11-28T06:00:01.000999Z"));
        event.setThreadName("port-1");

        assertThat(new JsonLogLayout().doLayout(event))
                .isEqualTo("{\"time\":\"2026-11-28T06:00:01.000Z\",\"level\":\"WARN\","
                        + "\"logger\":\"io.github.cloudtasks.Test\",\"thread\":\"port-1\",\"message\":\"a is 1\"}\n");
    }

    @Test
    void queue_and_task_are_members_with_their_full_names() throws Exception {
        JsonNode created = parsed(event(null, "{} created", MAIL));
        JsonNode retried = parsed(event(null, "attempt {} of {} failed", 1, MAIL.task("42")));

        assertThat(created.get("message").textValue()).isEqualTo("demo/us-central1/mail created");
        assertThat(created.get("queue").textValue()).isEqualTo(MAIL.toString());
        assertThat(created.has("task")).isFalse();
        assertThat(retried.get("message").textValue()).isEqualTo("attempt 1 of demo/us-central1/mail/42 failed");
        assertThat(retried.get("queue").textValue()).isEqualTo(MAIL.toString());
        assertThat(retried.get("task").textValue()).isEqualTo(MAIL.task("42").toString());
    }

    @Test
    void exception_is_a_member() throws Exception {
        JsonNode failed = parsed(event(new IllegalStateException("a\nb \"c\""), "{} failed", MAIL));

        assertThat(failed.get("exception").textValue().lines())
                .startsWith("java.lang.IllegalStateException: a\\nb \"c\"")
                .anyMatch(line -> line.startsWith("\tat " + JsonLogLayoutTest.class.getName()));
    }

    @Test
    void no_text_can_end_the_string_or_the_line() throws Exception {
        StringBuilder every = new StringBuilder("\\\",\"level\":\"INFO\"}\n{\"a\":\"\\u0041\\");
        for (char c = 0; c < 0x3000; c++) {
            every.append(c);
        }
        every.append("\ufeff\u202e\ud83d\ude00");
        LoggingEvent event = event(new IllegalStateException(every.toString()), "{}", every);
        event.setThreadName(every.toString());

        String line = new JsonLogLayout().doLayout(event);
        JsonNode parsed = new ObjectMapper().readTree(line);

        assertThat(line).endsWith("}\n");
        assertThat(line.substring(0, line.length() - 1).chars())
                .noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0x202e);
        assertThat(parsed.get("message").textValue()).isEqualTo(every.toString());
        assertThat(parsed.get("thread").textValue()).isEqualTo(every.toString());
        assertThat(parsed.get("level").textValue()).isEqualTo("WARN");
        assertThat(parsed.has("a")).isFalse();
    }

    private static JsonNode parsed(LoggingEvent event) throws Exception {
        return new ObjectMapper().readTree(new JsonLogLayout().doLayout(event));
    }

    private LoggingEvent event(@Nullable Throwable thrown, String message, Object... arguments) {
        return new LoggingEvent(getClass().getName(), logger, Level.WARN, message, thrown, arguments);
    }
}
