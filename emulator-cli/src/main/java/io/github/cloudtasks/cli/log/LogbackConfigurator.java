package io.github.cloudtasks.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.github.cloudtasks.cli.terminal.Terminal;
import io.github.cloudtasks.server.settings.LogSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Configures the log of the command-line program: text or JSON on stderr. Logback finds this class as a service. It has
 * no effect unless {@link #apply} was called.
 */
public final class LogbackConfigurator extends ContextAwareBase implements Configurator {
    private static volatile @Nullable LogSettings settings;
    private static volatile @Nullable LayoutWrappingEncoder<ILoggingEvent> configured;

    /** Applies settings. Call before the first logger is created; later calls change the settings. */
    public static void apply(LogSettings chosen) {
        settings = chosen;
        LayoutWrappingEncoder<ILoggingEvent> encoder = configured;
        if (encoder != null) {
            change(encoder, chosen);
        }
        // gRPC logs to java.util.logging, which has its own levels and by default its own console output.
        java.util.logging.LogManager.getLogManager()
                .getLogger("")
                .setLevel(
                        chosen.level() == org.slf4j.event.Level.TRACE
                                ? java.util.logging.Level.FINE
                                : java.util.logging.Level.WARNING);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LogSettings chosen = settings;
        if (chosen == null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        change(encoder, chosen);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget(ConsoleTarget.SystemErr.getName());
        stderr.setEncoder(encoder);
        stderr.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(stderr);
        configured = encoder;
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void change(LayoutWrappingEncoder<ILoggingEvent> encoder, LogSettings chosen) {
        LayoutBase<ILoggingEvent> layout = layout(chosen);
        layout.setContext(encoder.getContext());
        layout.start();
        encoder.setLayout(layout);
        setLevels((LoggerContext) encoder.getContext(), Level.convertAnSLF4JLevel(chosen.level()));
    }

    private static LayoutBase<ILoggingEvent> layout(LogSettings chosen) {
        return switch (chosen.format()) {
            case JSON -> new JsonLogLayout();
            case TEXT -> new LogLayout(LogColours.areOn(chosen.colour(), System.getenv(), Terminal::isStderr));
        };
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
