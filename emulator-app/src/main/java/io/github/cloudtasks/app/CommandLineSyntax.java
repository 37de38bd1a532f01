package io.github.cloudtasks.app;

import io.github.cloudtasks.app.Option.Kind;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Which flags there are, as picocli knows them; it takes the command line apart and lays out the help. */
final class CommandLineSyntax {
  private final List<Option> options;
  private final CommandLine picocli;

  CommandLineSyntax(List<Option> options) {
    this.options = options;
    CommandSpec spec = CommandSpec.create().name("emulator");
    spec.usageMessage()
        .customSynopsis("./emulator [FLAG...]")
        .description("A local server that speaks Google Cloud Tasks over gRPC and REST.%n")
        .sortOptions(false)
        .width(100);
    options.forEach(option -> spec.addOption(spec(option)));
    picocli = new CommandLine(spec).setExpandAtFiles(false);
  }

  private static OptionSpec spec(Option option) {
    OptionSpec.Builder spec = OptionSpec.builder(option.flag()).description(description(option));
    return switch (option.kind()) {
      case QUESTION -> spec.arity("0").type(boolean.class).help(true).build();
      // Its value may be left out on the command line, but is there when picocli reads it.
      case FLAG -> spec.arity("1").type(String.class).paramLabel("true|false").hideParamSyntax(true).build();
      case VALUE -> spec.arity("1").type(String.class).paramLabel(option.label()).build();
      case VALUES ->
          spec.arity("1").type(List.class).auxiliaryTypes(String.class).paramLabel(option.label()).build();
    };
  }

  /** What it does; below that the variable and the default, where it has them. */
  private static String[] description(Option option) {
    String fallback = option.fallback().isEmpty() ? "" : ", default " + option.fallback();
    return option.isQuestion()
        ? new String[] {option.help()}
        : new String[] {option.help(), "(" + option.variable() + fallback + ")"};
  }

  /**
   * The flags that were given, each with its values as they were written.
   *
   * @throws UsageException for one that there is not, one without a value, and one given twice
   */
  Map<Option, List<String>> parse(List<String> arguments) {
    ParseResult parsed;
    try {
      parsed = picocli.parseArgs(arguments.stream().map(this::written).toArray(String[]::new));
    } catch (ParameterException e) {
      throw new UsageException(sentence(e));
    }
    Map<Option, List<String>> given = new LinkedHashMap<>();
    for (Option option : options) {
      OptionSpec matched = parsed.matchedOption(option.flag());
      if (matched != null) {
        given.put(option, matched.originalStringValues());
      }
    }
    return given;
  }

  /** The argument with the value that a flag alone stands for. */
  private String written(String argument) {
    for (Option option : options) {
      if (option.kind() == Kind.FLAG && option.flag().equals(argument)) {
        return argument + "=true";
      }
    }
    return argument;
  }

  /** The help, ready to print. */
  String help() {
    return picocli.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  private String sentence(ParameterException wrong) {
    return switch (wrong) {
      case UnmatchedArgumentException unknown when unknown.isUnknownOption() ->
          unknown(unknown.getUnmatched().getFirst());
      case UnmatchedArgumentException stray ->
          "Every setting is a flag, \"%s\" is none; see --help.".formatted(stray.getUnmatched().getFirst());
      case MissingParameterException missing -> flag(missing.getMissing().getFirst()) + " needs a value.";
      case OverwrittenOptionException twice -> flag(twice.getOverwritten()) + " can be given only once.";
      default -> wrong.getMessage() + ".";
    };
  }

  private static String flag(ArgSpec spec) {
    return ((OptionSpec) spec).longestName();
  }

  private String unknown(String argument) {
    String flag = argument.replaceFirst("=.*", "");
    Option nearest = Collections.min(options, Comparator.comparingInt(option -> distance(flag, option.flag())));
    return distance(flag, nearest.flag()) <= nearest.flag().length() / 3
        ? "There is no flag %s, did you mean %s?".formatted(flag, nearest.flag())
        : "There is no flag %s, see --help.".formatted(flag);
  }

  /** How many letters must be put in, left out or changed to make one word of the other (Levenshtein). */
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
