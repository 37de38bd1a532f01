package io.github.cloudtasks.server.settings;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A parsed command line.
 *
 * @param settings of the server
 * @param log of the program
 * @param action the action that the user asks for
 */
public record CommandLine(ServerSettings settings, LogSettings log, Action action) {

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
            new CommandLine(ServerSettings.DEFAULT.withPort(DEFAULT_PORT), LogSettings.DEFAULT, Action.RUN);

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
        CommandLine parsed =
                new CommandLine(ServerSettings.DEFAULT, LogSettings.DEFAULT, Action.RUN).changedBy(flags, Map.of());
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
        ProxySettings unusedToo = changed.settings.proxy().checked();
        return changed;
    }

    CommandLine with(UnaryOperator<ServerSettings> change) {
        return new CommandLine(change.apply(settings), log, action);
    }

    CommandLine withProxy(UnaryOperator<ProxySettings> change) {
        return with(s -> s.withProxy(change.apply(s.proxy())));
    }

    CommandLine withLog(UnaryOperator<LogSettings> change) {
        return new CommandLine(settings, change.apply(log), action);
    }

    CommandLine withAction(Action newAction) {
        return new CommandLine(settings, log, newAction);
    }
}
