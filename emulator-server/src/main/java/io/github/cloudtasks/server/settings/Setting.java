package io.github.cloudtasks.server.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One setting: everything that is known of it stands in its row of {@link SettingsTable}.
 *
 * @param flag such as {@code --port}
 * @param kind which values it takes
 * @param label what its value is called in help; empty where the flag alone says enough
 * @param otherFlag how users of other emulators call it; empty for no other way
 * @param otherVariable a variable that users of other emulators set; {@link #variable()} wins over it; empty for none
 * @param fallback the value when none is given, as a user would write it; empty for none
 * @param help what it does; the sentence has neither capital nor full stop
 * @param parser what a value does to the options
 */
public record Setting(
        String flag,
        Kind kind,
        String label,
        String otherFlag,
        String otherVariable,
        String fallback,
        String help,
        Parser parser) {

    /** Which values an option takes, and how often. */
    public enum Kind {
        /** One value. */
        VALUE,
        /** The flag may be given more than once; the variable separates its values with commas or white space. */
        VALUES,
        /**
         * As VALUES, but the values themselves have commas: white space separates them, and a comma before the next
         * full name.
         */
        LISTS,
        /** True or false; the flag alone means true. */
        FLAG,
        /** Takes no value and has no variable. */
        ACTION
    }

    /** Reads one value. */
    @FunctionalInterface
    public interface Parser {
        /**
         * The options with this value.
         *
         * @throws IllegalArgumentException whose message continues the sentence "--flag must be"
         */
        CommandLine apply(CommandLine options, String value);
    }

    /** What a flag that is on or off does to the options. */
    @FunctionalInterface
    interface Switch {
        /** The options with the flag on or off. */
        CommandLine apply(CommandLine options, boolean on);
    }

    static Setting value(String flag, String label, String fallback, String help, Parser parser) {
        return new Setting(flag, Kind.VALUE, label, "", "", fallback, help, parser);
    }

    static Setting values(String flag, String label, String help, Parser parser) {
        return new Setting(flag, Kind.VALUES, label, "", "", "", help, parser);
    }

    static Setting lists(String flag, String label, String help, Parser parser) {
        return new Setting(flag, Kind.LISTS, label, "", "", "", help, parser);
    }

    /** Off unless it is given: {@code --flag} or {@code --flag=true}, and {@code true} in the variable, turn it on. */
    static Setting flag(String flag, String help, Switch effect) {
        return new Setting(
                flag,
                Kind.FLAG,
                "",
                "",
                "",
                "false",
                help,
                (options, text) -> effect.apply(options, SettingValues.bool(text)));
    }

    static Setting action(String flag, String help, CommandLine answer) {
        return new Setting(flag, Kind.ACTION, "", "", "", "", help, (options, none) -> answer);
    }

    /** The same option, which another variable sets too. */
    Setting orVariable(String other) {
        return new Setting(flag, kind, label, otherFlag, other, fallback, help, parser);
    }

    /** The same option, which another flag sets too. */
    Setting orFlag(String other) {
        return new Setting(flag, kind, label, other, otherVariable, fallback, help, parser);
    }

    /** The flags, the first one first. */
    public List<String> flags() {
        return otherFlag.isEmpty() ? List.of(flag) : List.of(flag, otherFlag);
    }

    public boolean isAction() {
        return kind == Kind.ACTION;
    }

    /** The environment variable, such as {@code EMULATOR_PORT}; empty where there is none. */
    public String variable() {
        return isAction()
                ? ""
                : "EMULATOR_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The environment variables, the first one first; none for a question. */
    public List<String> variables() {
        return Stream.of(variable(), otherVariable)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /**
     * The options with what the flag says or, if it was not given, what the environment says.
     *
     * @throws UsageException if that is wrong
     */
    CommandLine apply(CommandLine options, List<String> given, Map<String, String> environment) {
        if (!given.isEmpty()) {
            return apply(options, flag, given);
        }
        for (String variable : variables()) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                return apply(options, variable, separated(value));
            }
        }
        return options;
    }

    private List<String> separated(String value) {
        return switch (kind) {
            case VALUES -> List.of(value.strip().split("\\s*,\\s*|\\s+", -1));
            case LISTS -> List.of(value.strip().split("\\s+|,(?=projects/)"));
            default -> List.of(value);
        };
    }

    private CommandLine apply(CommandLine options, String source, List<String> values) {
        CommandLine applied = options;
        for (String value : values) {
            try {
                applied = parser.apply(applied, value);
            } catch (IllegalArgumentException e) {
                throw new UsageException("%s must be %s, not \"%s\".".formatted(source, e.getMessage(), value));
            }
        }
        return applied;
    }
}
