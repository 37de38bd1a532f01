package io.github.cloudtasks.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.github.cloudtasks.model.ControlCharacters;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.ShortNames;
import io.github.cloudtasks.model.TaskName;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/** The texts that all layouts make of a log event. */
final class LogText {
    private static final String TRACES = "io.opentelemetry.";

    private LogText() {}

    /** Returns the message, with the short form of queue and task names that are arguments. */
    static String message(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        Object[] shortened = arguments == null ? null : shortened(arguments);
        return String.valueOf(
                shortened == null
                        ? event.getFormattedMessage()
                        : MessageFormatter.arrayFormat(event.getMessage(), shortened)
                                .getMessage());
    }

    /** Returns null if there is nothing to shorten. */
    private static Object @Nullable [] shortened(Object[] arguments) {
        Object[] shortened = null;
        for (int i = 0; i < arguments.length; i++) {
            String name = shortName(arguments[i]);
            if (name != null) {
                shortened = shortened == null ? arguments.clone() : shortened;
                shortened[i] = name;
            }
        }
        return shortened;
    }

    /** A switch over types would load its bootstrap methods at the start. */
    private static @Nullable String shortName(@Nullable Object argument) {
        if (argument instanceof TaskName task) {
            return ShortNames.of(task);
        }
        return argument instanceof QueueName queue ? ShortNames.of(queue) : null;
    }

    /**
     * Returns the exception of a log event; null if there is none, and for the exporter of traces: its messages contain
     * the reason, and it repeats them as long as the collector cannot be reached.
     */
    static @Nullable IThrowableProxy exception(ILoggingEvent event) {
        return event.getLoggerName().startsWith(TRACES) ? null : event.getThrowableProxy();
    }

    /**
     * Appends an exception with its causes, one line for each stack frame, and a line feed after the last line. Control
     * characters in messages are escaped.
     */
    static void appendException(StringBuilder text, IThrowableProxy thrown) {
        append(text, "", thrown);
    }

    private static void append(StringBuilder text, String prefix, @Nullable IThrowableProxy thrown) {
        if (thrown == null) {
            return;
        }
        text.append(prefix).append(thrown.getClassName());
        if (thrown.isCyclic()) {
            text.append(" again\n");
            return;
        }
        if (thrown.getMessage() != null) {
            text.append(": ").append(ControlCharacters.escaped(thrown.getMessage()));
        }
        text.append('\n');
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        int common = thrown.getCommonFrames();
        for (int i = 0; i < frames.length - common; i++) {
            text.append('\t').append(frames[i]).append('\n');
        }
        if (common > 0) {
            text.append("\t... ").append(common).append(" more\n");
        }
        for (IThrowableProxy suppressed : thrown.getSuppressed()) {
            append(text, "Suppressed: ", suppressed);
        }
        append(text, "Caused by: ", thrown.getCause());
    }
}
