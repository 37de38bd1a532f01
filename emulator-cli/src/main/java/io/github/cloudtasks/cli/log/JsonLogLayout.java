package io.github.cloudtasks.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import io.github.cloudtasks.model.ControlCharacters;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The log as JSON, one object a line. The members are {@code time} (UTC), {@code level}, {@code logger}, {@code thread}
 * and {@code message}; {@code queue} and {@code task}, which are full resource names, if the message is about one; and
 * {@code exception}, its stack trace. All are strings.
 */
final class JsonLogLayout extends LayoutBase<ILoggingEvent> {
    private final DateTimeFormatter time =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder json = new StringBuilder(256).append("{\"time\":\"");
        time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), json);
        json.append('"');
        member(json, "level", event.getLevel().toString());
        member(json, "logger", event.getLoggerName());
        member(json, "thread", event.getThreadName());
        member(json, "message", LogText.message(event));
        names(json, event.getArgumentArray());
        IThrowableProxy thrown = LogText.exception(event);
        if (thrown != null) {
            StringBuilder trace = new StringBuilder(1024);
            LogText.appendException(trace, thrown);
            member(json, "exception", trace.toString());
        }
        return json.append("}\n").toString();
    }

    /** Appends the first queue or task among the arguments of the message. */
    private static void names(StringBuilder json, Object @Nullable [] arguments) {
        if (arguments == null) {
            return;
        }
        for (Object argument : arguments) {
            if (argument instanceof QueueName queue) {
                member(json, "queue", queue.toString());
                return;
            }
            if (argument instanceof TaskName task) {
                member(json, "queue", task.queue().toString());
                member(json, "task", task.toString());
                return;
            }
        }
    }

    /** The escapes of control characters in text are those of JSON strings. */
    private static void member(StringBuilder json, String name, String value) {
        String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"");
        json.append(",\"").append(name).append("\":\"");
        json.append(ControlCharacters.escaped(quoted)).append('"');
    }
}
