package io.github.cloudtasks.server.settings;

import io.github.cloudtasks.server.settings.Setting.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits a command line into flags and values: {@code --flag VALUE} or {@code --flag=VALUE}. Single-dash flags are
 * accepted, as in Go programs. Boolean flags need no value.
 */
final class FlagParser {
    private final Map<String, Setting> byFlag = new LinkedHashMap<>();

    FlagParser(List<Setting> options) {
        options.forEach(option -> option.flags().forEach(flag -> byFlag.put(flag, option)));
    }

    /**
     * Returns the given settings with their values, unparsed.
     *
     * @throws UsageException for an unknown flag, a missing value, and a repeated flag that is not repeatable
     */
    Map<Setting, List<String>> parse(List<String> arguments) {
        Map<Setting, List<String>> given = new LinkedHashMap<>();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            Setting option = option(argument);
            if (option == null) {
                throw new UsageException(unknown(argument));
            }
            List<String> values = given.computeIfAbsent(option, first -> new ArrayList<>());
            if (!values.isEmpty() && option.kind() != Kind.VALUES && option.kind() != Kind.LISTS) {
                throw new UsageException(option.flag() + " can be given only once.");
            }
            values.add(value(option, argument, rest));
        }
        return given;
    }

    private @Nullable Setting option(String argument) {
        return byFlag.get(twoDashes(flag(argument)));
    }

    private static String flag(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }

    private static String twoDashes(String flag) {
        return flag.startsWith("--") ? flag : "-" + flag;
    }

    private String value(Setting option, String argument, Iterator<String> rest) {
        boolean hasValue = argument.indexOf('=') >= 0;
        return switch (option.kind()) {
            case ACTION -> {
                if (hasValue) {
                    throw new UsageException(option.flag() + " takes no value.");
                }
                yield "";
            }
            case FLAG -> hasValue ? afterEquals(argument) : "true";
            case VALUE, VALUES, LISTS -> {
                String value = hasValue ? afterEquals(argument) : rest.hasNext() ? rest.next() : null;
                if (value == null || (!hasValue && option(value) != null)) {
                    throw new UsageException(option.flag() + " needs a value.");
                }
                yield value;
            }
        };
    }

    private static String afterEquals(String argument) {
        return argument.substring(argument.indexOf('=') + 1);
    }

    private String unknown(String argument) {
        if (!argument.startsWith("-") || argument.equals("-") || argument.equals("--")) {
            return "Every setting is a flag, \"%s\" is none; see --help.".formatted(argument);
        }
        String flag = flag(argument);
        String twoDashes = twoDashes(flag);
        String nearest = Collections.min(byFlag.keySet(), Comparator.comparingInt(known -> distance(twoDashes, known)));
        return distance(twoDashes, nearest) <= nearest.length() / 3
                ? "There is no flag %s, did you mean %s?".formatted(flag, nearest)
                : "There is no flag %s, see --help.".formatted(flag);
    }

    /** Returns the Levenshtein distance of two words. */
    private static int distance(String one, String other) {
        int[] row = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
