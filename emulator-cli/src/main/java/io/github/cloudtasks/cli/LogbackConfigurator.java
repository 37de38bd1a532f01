package io.github.cloudtasks.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The log of the command-line program: short lines on stderr. Logback finds this class by itself and asks it first. In
 * a process that has the emulator as a library it does nothing: there Logback is the process's own business.
 */
public final class LogbackConfigurator extends ContextAwareBase implements Configurator {
    private static volatile @Nullable Level level;
    private static volatile @Nullable LoggerContext configured;

    /**
     * Configures Logback when the first logger is made, which must come after this; may be called again for another
     * level.
     */
    static void startAt(org.slf4j.event.Level chosen) {
        Level converted = Level.convertAnSLF4JLevel(chosen);
        level = converted;
        LoggerContext context = configured;
        if (context != null) {
            setLevels(context, converted);
        }
        // gRPC logs through java.util.logging, which has levels of its own and by default a console of its own.
        java.util.logging.LogManager.getLogManager()
                .getLogger("")
                .setLevel(converted == Level.TRACE ? java.util.logging.Level.FINE : java.util.logging.Level.WARNING);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Level chosen = level;
        if (chosen == null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Lines lines = new Lines();
        lines.setContext(context);
        lines.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(lines);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget(ConsoleTarget.SystemErr.getName());
        stderr.setEncoder(encoder);
        stderr.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(stderr);
        setLevels(context, chosen);
        configured = context;
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void setLevels(LoggerContext context, Level chosen) {
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(ofLibraries(chosen));
        context.getLogger("io.github.cloudtasks").setLevel(chosen);
    }

    /** Libraries are heard when they fail, and more of them only when somebody looks for the cause of something. */
    private static Level ofLibraries(Level chosen) {
        return switch (chosen.toInt()) {
            case Level.TRACE_INT -> Level.DEBUG;
            case Level.DEBUG_INT -> Level.WARN;
            default -> Level.ERROR;
        };
    }

    /** {@code 12:34:56.789 INFO message}, in local time. */
    private static final class Lines extends LayoutBase<ILoggingEvent> {
        private final DateTimeFormatter time =
                DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

        @Override
        public String doLayout(ILoggingEvent event) {
            StringBuilder line = new StringBuilder(128);
            time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
            String name = event.getLevel().toString();
            line.append(' ').append(name).append(" ".repeat(6 - name.length())).append(event.getFormattedMessage());
            line.append(CoreConstants.LINE_SEPARATOR);
            if (event.getThrowableProxy() != null) {
                line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            return line.toString();
        }
    }
}
