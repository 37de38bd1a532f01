package io.github.cloudtasks.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import io.github.cloudtasks.model.ControlCharacters;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * The log as text: {@code 12:34:56.789 INFO message}, in local time. A message is one line; control characters in
 * messages and in messages of exceptions are escaped.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
    private static final String DIM = "\u001b[2m";
    private static final String BOLD_RED = "\u001b[1;31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String GREEN = "\u001b[32m";
    private static final String RESET = "\u001b[0m";

    private final DateTimeFormatter time =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final boolean coloured;

    /** Creates a layout that writes the escape sequences of colours or not. */
    LogLayout(boolean coloured) {
        this.coloured = coloured;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128);
        colour(line, DIM);
        time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        colour(line, RESET);
        String level = event.getLevel().toString();
        line.append(' ');
        colour(line, colourOf(event.getLevel()));
        line.append(level);
        colour(line, RESET);
        line.append(" ".repeat(6 - level.length()))
                .append(ControlCharacters.escaped(LogText.message(event)))
                .append('\n');
        IThrowableProxy thrown = LogText.exception(event);
        if (thrown != null) {
            LogText.appendException(line, thrown);
        }
        return line.toString();
    }

    private void colour(StringBuilder line, String sequence) {
        if (coloured) {
            line.append(sequence);
        }
    }

    private static String colourOf(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> BOLD_RED;
            case Level.WARN_INT -> YELLOW;
            case Level.INFO_INT -> GREEN;
            default -> DIM;
        };
    }
}
