package io.github.cloudtasks.cli.exec;

import io.github.cloudtasks.cli.terminal.Terminal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command that shares standard input, output and error with this process, and receives the signals SIGINT, SIGTERM
 * and SIGHUP that are sent to this process.
 */
public final class ChildProcess {
    /** The exit codes of a shell for a command that does not exist, and one that cannot be run. */
    private static final int NOT_FOUND = 127;

    private static final int NOT_EXECUTABLE = 126;

    private static final Pattern NO_SUCH_FILE = Pattern.compile("error[=:] ?[23]\\b");

    /** The end of messages such as {@code error=13, Permission denied} and {@code error: 13 (Permission denied)}. */
    private static final Pattern REASON = Pattern.compile("error[=:] ?\\d+,? \\(?([^()]+?)\\)? *$");

    private ChildProcess() {}

    /**
     * Runs a command and waits for its end. If it cannot be started, prints the reason on stderr.
     *
     * @param command the program and its arguments; not empty
     * @param variables which are added to the environment of this process
     * @return its exit code, or 128 and the number of the signal that ended it; 127 if there is no such command, and
     *     126 if it cannot be run
     * @throws IllegalArgumentException if an argument cannot be passed to the program; the message is a sentence
     */
    public static int run(List<String> command, Map<String, String> variables) throws InterruptedException {
        CompletableFuture<Process> started = new CompletableFuture<>();
        for (String name : List.of("INT", "TERM", "HUP")) {
            Signals.handle(name, () -> {
                Object unused = started.thenAccept(child -> pass(name, child));
            });
        }
        ProcessBuilder builder = new ProcessBuilder(forThisSystem(command)).inheritIO();
        builder.environment().putAll(variables);
        try {
            Process child = builder.start();
            started.complete(child);
            return child.waitFor();
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            boolean isMissing = NO_SUCH_FILE.matcher(message).find();
            System.err.println(isMissing ? missing(command.getFirst()) : notExecutable(command.getFirst(), message));
            return isMissing ? NOT_FOUND : NOT_EXECUTABLE;
        }
    }

    private static List<String> forThisSystem(List<String> command) {
        boolean isWindows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return isWindows ? WindowsCommand.of(command, System.getenv(), path -> new File(path).isFile()) : command;
    }

    private static String missing(String program) {
        return program.indexOf('/') >= 0 && Files.exists(Path.of(program))
                ? "Cannot run \"%s\": its interpreter, which its first line names, does not exist.".formatted(program)
                : "There is no command \"%s\". Check its name and PATH.".formatted(program);
    }

    /** @param message which contains the reason of the system after a number */
    private static String notExecutable(String program, String message) {
        Matcher reason = REASON.matcher(message);
        return "Cannot run \"%s\": %s.".formatted(program, reason.find() ? reason.group(1) : message);
    }

    /**
     * Passes a signal on. A terminal sends SIGINT to the command too, which must not receive it twice: many programs
     * end at once when they do.
     */
    private static void pass(String signal, Process child) {
        if (signal.equals("TERM")) {
            child.destroy();
        } else if (!isSentByTerminal(signal)) {
            try {
                new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + child.pid())
                        .inheritIO()
                        .start();
            } catch (IOException e) {
                child.destroy();
            }
        }
    }

    /** Linux tells whether this process is in the foreground of its terminal. Elsewhere, having one decides. */
    private static boolean isSentByTerminal(String signal) {
        if (!signal.equals("INT")) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[2].equals(fields[5]);
        } catch (IOException e) {
            return Terminal.isStderr() || Terminal.isStdout();
        }
    }
}
