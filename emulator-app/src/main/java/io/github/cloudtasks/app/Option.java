package io.github.cloudtasks.app;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One setting: everything that is known of it stands in its row of {@link Options#TABLE}.
 *
 * @param flag such as {@code --port}
 * @param label what its value is called in help; empty for a question, which takes no value and has no variable
 * @param repeatable whether the flag may be given more than once; the variable separates its values with commas
 * @param fallback the value when none is given, as a user would write it; empty for none
 * @param help what it does; the sentence has neither capital nor full stop
 * @param parser what a value does to the options
 */
record Option(String flag, String label, boolean repeatable, String fallback, String help, Parser parser) {

  /** Reads one value. */
  @FunctionalInterface
  interface Parser {
    /**
     * The options with this value.
     *
     * @throws IllegalArgumentException whose message continues the sentence "--flag must be"
     */
    Options apply(Options options, String value);
  }

  static Option value(String flag, String label, String fallback, String help, Parser parser) {
    return new Option(flag, label, false, fallback, help, parser);
  }

  static Option values(String flag, String label, String help, Parser parser) {
    return new Option(flag, label, true, "", help, parser);
  }

  static Option question(String flag, String help, Options answer) {
    return new Option(flag, "", false, "", help, (options, none) -> answer);
  }

  boolean isQuestion() {
    return label.isEmpty();
  }

  /** The environment variable, such as {@code EMULATOR_PORT}; empty where there is none. */
  String variable() {
    return isQuestion() ? "" : "EMULATOR_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * The options with what the flag says or, if it was not given, what the environment says.
   *
   * @throws UsageException if that is wrong
   */
  Options apply(Options options, List<String> given, Map<String, String> environment) {
    if (!given.isEmpty()) {
      return apply(options, flag, given);
    }
    String value = environment.getOrDefault(variable(), "");
    if (value.isEmpty()) {
      return options;
    }
    return apply(options, variable(), repeatable ? List.of(value.split(",", -1)) : List.of(value));
  }

  private Options apply(Options options, String source, List<String> values) {
    Options applied = options;
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
