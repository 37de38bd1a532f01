package io.github.cloudtasks.cli.verbs;

import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.model.ControlCharacters;
import io.github.cloudtasks.server.files.FileFailures;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.startup.InitialQueueException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Runs the commands. The exit code is 0, 1 for a failure, and 2 for a mistake in the command line; {@code exec} returns
 * that of its command.
 */
public final class VerbProgram {
    /** The name in help texts. */
    static final String PROGRAM = "emulator";

    /** HTTP: the request was wrong, and not the state of the emulator. */
    private static final int BAD_REQUEST = 400;

    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private VerbProgram() {}

    @Command(name = PROGRAM, synopsisSubcommandLabel = "COMMAND")
    private static final class Root {}

    /** Runs the command that the first argument names, and returns the exit code. */
    public static int run(List<String> arguments) {
        String name = arguments.getFirst();
        if (name.equals("help")) {
            return help(arguments);
        }
        if (!Verb.names().contains(name)) {
            return fail(
                    "There is no command \"%s\". The commands are %s. Settings of the server begin with --; see --help."
                            .formatted(name, String.join(", ", Verb.names())),
                    USAGE);
        }
        int end = arguments.indexOf("--");
        boolean split = name.equals(Verb.EXEC.verb()) && end >= 0;
        List<String> child = split ? arguments.subList(end + 1, arguments.size()) : List.of();
        List<String> own = split ? arguments.subList(0, end) : arguments;
        return commands(child).execute(own.toArray(String[]::new));
    }

    private static int help(List<String> arguments) {
        CommandLine root = commands(List.of());
        CommandLine shown = arguments.size() < 2 ? root : root.getSubcommands().get(arguments.get(1));
        if (shown == null) {
            return fail(
                    "There is no command \"%s\". The commands are %s."
                            .formatted(arguments.get(1), String.join(", ", Verb.names())),
                    USAGE);
        }
        shown.usage(System.out, Ansi.OFF);
        return 0;
    }

    /** Returns the parser of all commands. */
    static CommandLine commands(List<String> child) {
        CommandLine root = new CommandLine(new Root());
        for (Verb verb : Verb.values()) {
            CommandLine command =
                    new CommandLine(implementation(verb, child)).setCaseInsensitiveEnumValuesAllowed(true);
            root.addSubcommand(verb.verb(), described(command, verb));
        }
        root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(100)
                .setUsageHelpLongOptionsMaxWidth(30)
                .setParameterExceptionHandler((mistake, given) -> usageMistake(mistake))
                .setExecutionExceptionHandler((failure, line, result) -> failure(failure));
        return root;
    }

    private static Object implementation(Verb verb, List<String> child) {
        return switch (verb) {
            case EXEC -> new ExecVerb(child);
            case ENV -> new EnvVerb();
            case ATTEMPTS -> new AttemptsVerb();
            case REPLAY -> new ReplayVerb();
            case RESET -> new ResetVerb();
            case TIME -> new TimeVerb();
            case STATE -> new StateVerb();
            case SNAPSHOT -> new SnapshotVerb();
            case DOCTOR -> new DoctorVerb();
            case COMPLETION -> new CompletionVerb();
        };
    }

    private static CommandLine described(CommandLine command, Verb verb) {
        CommandSpec spec = command.getCommandSpec();
        String text = verb.description();
        spec.usageMessage().description(Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".");
        addHelp(spec);
        command.getSubcommands().values().forEach(each -> addHelp(each.getCommandSpec()));
        return command;
    }

    /** There is no short form, because {@code -host} is a flag of the server. */
    private static void addHelp(CommandSpec spec) {
        spec.usageMessage().sortOptions(false).sortSynopsis(false);
        spec.addOption(OptionSpec.builder("--help")
                .usageHelp(true)
                .description("print this help and exit")
                .build());
    }

    private static int usageMistake(ParameterException mistake) {
        String name = mistake.getCommandLine().getCommandSpec().qualifiedName();
        String message = String.valueOf(mistake.getMessage());
        return fail(message + (message.endsWith(".") ? "" : ".") + " See " + name + " --help.", USAGE);
    }

    private static int failure(Exception failure) throws Exception {
        if (failure instanceof ControlFailure refused) {
            return fail(String.valueOf(refused.getMessage()), refused.status() == BAD_REQUEST ? USAGE : FAILED);
        }
        if (failure instanceof IllegalArgumentException || failure instanceof InitialQueueException) {
            return fail(String.valueOf(failure.getMessage()), USAGE);
        }
        if (failure instanceof FileSystemException file) {
            return fail("Cannot write %s: %s.".formatted(file.getFile(), FileFailures.reason(file)), FAILED);
        }
        if (failure instanceof IOException || failure instanceof PortUnavailableException) {
            return fail(String.valueOf(failure.getMessage()), FAILED);
        }
        throw failure;
    }

    private static int fail(String message, int exitCode) {
        System.err.println(ControlCharacters.escaped(message));
        return exitCode;
    }
}
