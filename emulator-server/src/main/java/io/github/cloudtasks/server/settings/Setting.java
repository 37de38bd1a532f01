package io.github.cloudtasks.server.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One setting: a row of the {@link SettingsTable}.
 *
 * @param flag such as {@code --port}
 * @param kind the number and form of its values
 * @param label the placeholder for the value in the help; empty if the flag needs none
 * @param otherFlag an alias from another emulator; empty if there is none
 * @param otherVariable an environment variable from another emulator, which {@link #variable()} overrides; empty if
 *     there is none
 * @param defaultValue the default, as a user would write it; empty if there is none
 * @param help a phrase without capital letter and full stop
 * @param parser applies a value to a command line
 */
public record Setting(
        String flag,
        Kind kind,
        String label,
        String otherFlag,
        String otherVariable,
        String defaultValue,
        String help,
        Parser parser) {

    /** The number and form of the values of a setting. */
    public enum Kind {
        /** One value. */
        VALUE,
        /** A repeatable flag. Its environment variable separates values with commas or white space. */
        VALUES,
        /**
         * A repeatable flag whose values contain commas. Its environment variable separates values with white space, or
         * with a comma before {@code projects/}.
         */
        LISTS,
        /** True or false. The flag alone means true. */
        FLAG,
        /** A flag without value and without environment variable, which replaces the start of the server. */
        ACTION
    }

    /** Applies one value. */
    @FunctionalInterface
    public interface Parser {
        /**
         * Returns the command line with this value.
         *
         * @throws IllegalArgumentException if the value is invalid; the message continues "--flag must be"
         */
        CommandLine apply(CommandLine line, String value);
    }

    /** Applies a boolean value. */
    @FunctionalInterface
    interface Switch {
        CommandLine apply(CommandLine line, boolean on);
    }

    static Setting value(String flag, String label, String defaultValue, String help, Parser parser) {
        return new Setting(flag, Kind.VALUE, label, "", "", defaultValue, help, parser);
    }

    static Setting values(String flag, String label, String help, Parser parser) {
        return new Setting(flag, Kind.VALUES, label, "", "", "", help, parser);
    }

    static Setting lists(String flag, String label, String help, Parser parser) {
        return new Setting(flag, Kind.LISTS, label, "", "", "", help, parser);
    }

    /** Returns a boolean setting with the default false. */
    static Setting flag(String flag, String help, Switch effect) {
        return new Setting(
                flag,
                Kind.FLAG,
                "",
                "",
                "",
                "false",
                help,
                (line, text) -> effect.apply(line, SettingValues.bool(text)));
    }

    static Setting action(String flag, String help, CommandLine result) {
        return new Setting(flag, Kind.ACTION, "", "", "", "", help, (line, none) -> result);
    }

    /** Returns this setting with an additional environment variable. */
    Setting orVariable(String other) {
        return new Setting(flag, kind, label, otherFlag, other, defaultValue, help, parser);
    }

    /** Returns this setting with an additional flag. */
    Setting orFlag(String other) {
        return new Setting(flag, kind, label, other, otherVariable, defaultValue, help, parser);
    }

    /**
     * Returns whether the flags are the same. The method that Java generates for records would create classes during
     * each start.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Setting setting && setting.flag.equals(flag);
    }

    @Override
    public int hashCode() {
        return flag.hashCode();
    }

    /** Returns all flags, the main one first. */
    public List<String> flags() {
        return otherFlag.isEmpty() ? List.of(flag) : List.of(flag, otherFlag);
    }

    public boolean isAction() {
        return kind == Kind.ACTION;
    }

    /** Returns whether the flag may be given more than once. */
    public boolean isRepeatable() {
        return kind == Kind.VALUES || kind == Kind.LISTS;
    }

    /** Returns the main environment variable, such as {@code EMULATOR_PORT}; empty for an action. */
    public String variable() {
        return isAction()
                ? ""
                : "EMULATOR_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Returns all environment variables, the main one first; none for an action. */
    public List<String> variables() {
        return Stream.of(variable(), otherVariable)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /**
     * Applies the values of the flag or, if the flag is missing, of the first environment variable that is not empty.
     *
     * @throws UsageException if a value is invalid
     */
    CommandLine apply(CommandLine line, List<String> given, Map<String, String> environment) {
        if (!given.isEmpty()) {
            return apply(line, flag, given);
        }
        for (String variable : variables()) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                return apply(line, variable, separated(value));
            }
        }
        return line;
    }

    private List<String> separated(String value) {
        return switch (kind) {
            case VALUES -> List.of(value.strip().split("\\s*,\\s*|\\s+", -1));
            case LISTS -> List.of(value.strip().split("\\s+|,(?=projects/)"));
            default -> List.of(value);
        };
    }

    private CommandLine apply(CommandLine line, String source, List<String> values) {
        CommandLine applied = line;
        for (String value : values) {
            try {
                applied = parser.apply(applied, value);
            } catch (IllegalArgumentException e) {
                throw new UsageException(
                        "%s must be %s, not \"%s\".".formatted(source, e.getMessage(), withoutPassword(value)));
            }
        }
        return applied;
    }

    /** Returns a value without the password that a URL has. */
    private static String withoutPassword(String value) {
        return value.replaceFirst("(://[^:@/]*:)(?!//).*@", "$1...@");
    }
}
