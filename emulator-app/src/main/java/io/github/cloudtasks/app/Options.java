package io.github.cloudtasks.app;

import io.github.cloudtasks.dispatcher.Settings;
import io.github.cloudtasks.engine.Limits;
import java.util.List;
import java.util.Map;
import org.slf4j.event.Level;

/**
 * What a user chooses when the emulator is started.
 *
 * @param host where to listen: a name or an IP address
 * @param port where to listen; 0 for any free port
 * @param limits the service's numbers, as far as they can be relaxed
 * @param dispatching where App Engine tasks go
 * @param logLevel of the emulator's own log
 * @param asked what the user wants to know instead of starting anything
 */
record Options(String host, int port, Limits limits, Settings dispatching, Level logLevel, Question asked) {

  /** What can be asked for. */
  enum Question {
    NONE,
    HELP,
    VERSION
  }

  static final Options DEFAULT =
      new Options("127.0.0.1", 8123, Limits.OF_THE_SERVICE, Settings.DEFAULT, Level.INFO, Question.NONE);

  /** Every setting, in the order of help and README. */
  static final List<Option> TABLE =
      List.of(
          Option.value(
              "--host",
              "HOST",
              "127.0.0.1",
              "the address to listen on; 0.0.0.0 lets other machines in",
              (options, text) -> options.withHost(Values.host(text))),
          Option.value(
              "--port",
              "PORT",
              "8123",
              "the port for gRPC and REST; 0 takes any free one",
              (options, text) -> options.withPort(Values.port(text))),
          Option.value(
              "--app-engine-url",
              "URL",
              "",
              "where App Engine tasks are sent",
              (options, text) -> options.withDispatching(options.dispatching.withAppEngineUrl(Values.url(text)))),
          Option.values(
              "--app-engine-service",
              "NAME=URL",
              "where the tasks of one App Engine service are sent; may be given for several services",
              (options, text) -> options.withDispatching(Values.appEngineService(options.dispatching, text))),
          Option.value(
              "--queue-name-reuse",
              "DURATION",
              "7d",
              "how long the name of a deleted queue is blocked, such as 90s, 10m or 1h30m; 0 frees it at once",
              (options, text) -> options.withLimits(options.limits.withQueueNameReuse(Values.duration(text)))),
          Option.value(
              "--task-name-reuse",
              "DURATION",
              "1h",
              "how long the name of a finished or deleted task is blocked; 0 frees it at once",
              (options, text) -> options.withLimits(options.limits.withTaskNameReuse(Values.duration(text)))),
          Option.flag(
              "--hard-reset-on-purge-queue",
              "a purge also frees the names of the tasks",
              (options, on) -> options.withLimits(options.limits.withHardResetOnPurge(on))),
          Option.value(
              "--lease-calls-per-second",
              "N",
              "10",
              "how many LeaseTasks calls a queue takes in a second; 0 takes all",
              (options, text) -> options.withLimits(options.limits.withLeaseCallsPerSecond(Values.count(text)))),
          Option.value(
              "--log-level",
              "LEVEL",
              "info",
              "how much is logged on stderr: error, warn, info, debug or trace",
              (options, text) -> options.withLogLevel(Values.level(text))),
          Option.question("--version", "prints the version and exits", DEFAULT.withAsked(Question.VERSION)),
          Option.question("--help", "prints this help and exits", DEFAULT.withAsked(Question.HELP)));

  /**
   * Reads the command line and, where it is silent, the environment.
   *
   * @throws UsageException for the first mistake
   */
  static Options parse(List<String> arguments, Map<String, String> environment) {
    Map<Option, List<String>> given = new CommandLineSyntax(TABLE).parse(arguments);
    for (Option option : given.keySet()) {
      if (option.isQuestion()) {
        return option.apply(DEFAULT, List.of(""), environment);
      }
    }
    Options options = DEFAULT;
    for (Option option : TABLE) {
      options = option.apply(options, given.getOrDefault(option, List.of()), environment);
    }
    return options;
  }

  /** How to use the emulator, ready to print. */
  static String help() {
    return new CommandLineSyntax(TABLE).help();
  }

  Options withHost(String newHost) {
    return new Options(newHost, port, limits, dispatching, logLevel, asked);
  }

  Options withPort(int newPort) {
    return new Options(host, newPort, limits, dispatching, logLevel, asked);
  }

  Options withLimits(Limits newLimits) {
    return new Options(host, port, newLimits, dispatching, logLevel, asked);
  }

  Options withDispatching(Settings newDispatching) {
    return new Options(host, port, limits, newDispatching, logLevel, asked);
  }

  Options withLogLevel(Level newLogLevel) {
    return new Options(host, port, limits, dispatching, newLogLevel, asked);
  }

  Options withAsked(Question question) {
    return new Options(host, port, limits, dispatching, logLevel, question);
  }
}
