package io.github.cloudtasks.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Configures the log of the command-line program: short lines on stderr. Logback finds this class as a service. It has
 * no effect unless {@link #startAt} was called.
 */
public final class LogbackConfigurator extends ContextAwareBase implements Configurator {
    private static volatile @Nullable Level level;
    private static volatile @Nullable LoggerContext configured;

    /** Sets the log level. Call before the first logger is created; later calls change the level. */
    static void startAt(org.slf4j.event.Level chosen) {
        Level converted = Level.convertAnSLF4JLevel(chosen);
        level = converted;
        LoggerContext context = configured;
        if (context != null) {
            setLevels(context, converted);
        }
        // gRPC logs to java.util.logging, which has its own levels and by default its own console output.
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
        LogLayout layout = new LogLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
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
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(libraryLevel(chosen));
        context.getLogger("io.github.cloudtasks").setLevel(chosen);
    }

    /** Returns the level of libraries: only errors, and more if the user asks for details. */
    private static Level libraryLevel(Level chosen) {
        return switch (chosen.toInt()) {
            case Level.TRACE_INT -> Level.DEBUG;
            case Level.DEBUG_INT -> Level.WARN;
            default -> Level.ERROR;
        };
    }
}
