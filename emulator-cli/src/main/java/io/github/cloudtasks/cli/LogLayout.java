package io.github.cloudtasks.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.LayoutBase;
import io.github.cloudtasks.model.ControlCharacters;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The form of the log: {@code 12:34:56.789 INFO message}, in local time. A message is one line; control characters in
 * messages and in messages of exceptions are escaped.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
    private final DateTimeFormatter time =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128);
        time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        String name = event.getLevel().toString();
        line.append(' ').append(name).append(" ".repeat(6 - name.length()));
        line.append(ControlCharacters.escaped(String.valueOf(event.getFormattedMessage())));
        line.append(CoreConstants.LINE_SEPARATOR);
        append(line, "", event.getThrowableProxy());
        return line.toString();
    }

    private static void append(StringBuilder line, String prefix, @Nullable IThrowableProxy thrown) {
        if (thrown == null) {
            return;
        }
        line.append(prefix).append(thrown.getClassName());
        if (thrown.isCyclic()) {
            line.append(" again").append(CoreConstants.LINE_SEPARATOR);
            return;
        }
        if (thrown.getMessage() != null) {
            line.append(": ").append(ControlCharacters.escaped(thrown.getMessage()));
        }
        line.append(CoreConstants.LINE_SEPARATOR);
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        int common = thrown.getCommonFrames();
        for (int i = 0; i < frames.length - common; i++) {
            line.append('\t').append(frames[i]).append(CoreConstants.LINE_SEPARATOR);
        }
        if (common > 0) {
            line.append("\t... ").append(common).append(" more").append(CoreConstants.LINE_SEPARATOR);
        }
        for (IThrowableProxy suppressed : thrown.getSuppressed()) {
            append(line, "Suppressed: ", suppressed);
        }
        append(line, "Caused by: ", thrown.getCause());
    }
}
