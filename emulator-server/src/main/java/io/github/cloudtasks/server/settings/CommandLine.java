package io.github.cloudtasks.server.settings;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.event.Level;

/**
 * A parsed command line.
 *
 * @param settings of the server
 * @param logLevel of the emulator's own log
 * @param action the action that the user asks for
 */
public record CommandLine(ServerSettings settings, Level logLevel, Action action) {

    private static final int DEFAULT_PORT = 8123;

    /** The action that a command line asks for. */
    public enum Action {
        /** Runs the server. */
        RUN,
        /** Prints the help. */
        HELP,
        /** Prints the version. */
        VERSION
    }

    /** The result for an empty command line and environment. */
    public static final CommandLine DEFAULT =
            new CommandLine(ServerSettings.DEFAULT.withPort(DEFAULT_PORT), Level.INFO, Action.RUN);

    /**
     * Parses a command line. Environment variables apply to settings without a flag.
     *
     * @throws UsageException for the first mistake
     */
    public static CommandLine parse(List<String> arguments, Map<String, String> environment) {
        return DEFAULT.changedBy(arguments, environment);
    }

    /**
     * Parses flags of an embedded server, whose default port is any free one. Does not read the environment.
     *
     * @throws UsageException for the first mistake, and for {@code --help} and {@code --version}
     */
    public static ServerSettings parseSettings(List<String> flags) {
        CommandLine parsed = new CommandLine(ServerSettings.DEFAULT, Level.INFO, Action.RUN).changedBy(flags, Map.of());
        if (parsed.action() != Action.RUN) {
            throw new UsageException("--help and --version are for the command line.");
        }
        return parsed.settings();
    }

    private CommandLine changedBy(List<String> arguments, Map<String, String> environment) {
        Map<Setting, List<String>> given = new FlagParser(SettingsTable.ROWS).parse(arguments);
        for (Setting setting : given.keySet()) {
            if (setting.isAction()) {
                return setting.apply(DEFAULT, List.of(""), environment);
            }
        }
        CommandLine changed = this;
        for (Setting setting : SettingsTable.ROWS) {
            changed = setting.apply(changed, given.getOrDefault(setting, List.of()), environment);
        }
        TlsSettings unused = changed.settings.tls().checked(changed.settings.port());
        return changed;
    }

    CommandLine with(UnaryOperator<ServerSettings> change) {
        return new CommandLine(change.apply(settings), logLevel, action);
    }

    CommandLine withLogLevel(Level newLogLevel) {
        return new CommandLine(settings, newLogLevel, action);
    }

    CommandLine withAction(Action newAction) {
        return new CommandLine(settings, logLevel, newAction);
    }
}
