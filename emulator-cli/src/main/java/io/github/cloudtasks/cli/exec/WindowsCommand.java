package io.github.cloudtasks.cli.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds programs as the command interpreter of Windows does: by the extensions of {@code PATHEXT}, so that {@code npm}
 * is {@code npm.cmd}. Java finds {@code .exe} files only. Everything but these is run by the command interpreter, with
 * arguments that it does not interpret. The methods have no effects, so that they can be tested on any system.
 */
final class WindowsCommand {
    private static final String DEFAULT_EXTENSIONS = ".COM;.EXE;.BAT;.CMD";

    /** Without them, the interpreter leaves an argument as it is, and so do batch files. */
    private static final Pattern PLAIN = Pattern.compile("[\\w./\\\\:@+-]*[\\w./:@+-]");

    /** Characters that end a command, in or out of quotes. */
    private static final Pattern ENDS_COMMAND = Pattern.compile("[\\r\\n\\x00]");

    private final Map<String, String> environment;
    private final Predicate<String> isFile;

    private WindowsCommand(Map<String, String> environment, Predicate<String> isFile) {
        this.environment = environment;
        this.isFile = isFile;
    }

    /**
     * Returns the command that starts a program, in the form that {@link ProcessBuilder} passes on unchanged.
     *
     * @param command the program as the user has named it, and its arguments; not empty
     * @param isFile whether a path, which may be relative, is that of a file
     * @return the same command if there is no such program
     * @throws IllegalArgumentException if an argument cannot be passed to a batch file; the message is a sentence
     */
    static List<String> of(List<String> command, Map<String, String> environment, Predicate<String> isFile) {
        WindowsCommand windows = new WindowsCommand(environment, isFile);
        String program = windows.find(command.getFirst());
        if (program.isEmpty()) {
            return command;
        }
        List<String> arguments = command.subList(1, command.size());
        String lower = program.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".exe") || lower.endsWith(".com")) {
            List<String> direct = new ArrayList<>(List.of(program));
            direct.addAll(arguments);
            return direct;
        }
        return windows.interpreted(program, arguments);
    }

    /** Returns the path of a program; empty if there is none. */
    private String find(String name) {
        if (name.matches(".*[/\\\\:].*")) {
            return withExtension(name.replace('/', '\\'));
        }
        List<String> directories = new ArrayList<>();
        if (variable("NoDefaultCurrentDirectoryInExePath").isEmpty()) {
            directories.add(".");
        }
        directories.addAll(List.of(variable("PATH").split(";", -1)));
        for (String directory : directories) {
            String path = directory.replace("\"", "").strip();
            if (!path.isEmpty()) {
                String found = withExtension(path + (path.endsWith("\\") ? "" : "\\") + name);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return "";
    }

    /** A file without extension, such as the shell script {@code npm} beside {@code npm.cmd}, is no program. */
    private String withExtension(String path) {
        boolean hasExtension = path.lastIndexOf('.') > path.lastIndexOf('\\');
        if (hasExtension && isFile.test(path)) {
            return path;
        }
        String extensions = variable("PATHEXT");
        for (String extension : (extensions.isEmpty() ? DEFAULT_EXTENSIONS : extensions).split(";", -1)) {
            if (!extension.isBlank() && isFile.test(path + extension.strip())) {
                return path + extension.strip();
            }
        }
        return "";
    }

    /** Names of variables have no case in Windows. */
    private String variable(String name) {
        return environment.entrySet().stream()
                .filter(variable -> variable.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /**
     * Returns a command of the interpreter: without its start-up commands (/d), with extensions (/e), which the escape
     * of per cent signs needs, without expansion of exclamation marks (/v), and with the outer quotes removed (/s).
     * Java passes on a text in quotes unchanged.
     */
    private List<String> interpreted(String program, List<String> arguments) {
        StringBuilder line = new StringBuilder("\"").append(quoted(program));
        for (String argument : arguments) {
            if (ENDS_COMMAND.matcher(argument).find()) {
                throw new IllegalArgumentException(
                        "%s is a batch file, whose arguments cannot contain line breaks. Pass the text in a file."
                                .formatted(program));
            }
            line.append(' ').append(PLAIN.matcher(argument).matches() ? argument : quoted(argument));
        }
        String interpreter = variable("ComSpec");
        return List.of(
                interpreter.isEmpty() ? "cmd.exe" : interpreter,
                "/d",
                "/e:on",
                "/v:off",
                "/s",
                "/c",
                line.append('"').toString());
    }

    /**
     * Returns an argument in quotes, in which the interpreter takes all characters but two literally. A quote is
     * doubled, for the interpreter and for the C library that reads the arguments; the latter takes backslashes before
     * a quote as escapes, so they are doubled too. A per cent sign is followed by a variable with an empty value, a
     * part of the current directory without characters, so that it begins no other one.
     */
    private static String quoted(String argument) {
        String quotes = argument.replaceAll("(\\\\*)(\"|\\z)", "$1$1$2$2").replace("%", "%%cd:~,%");
        return '"' + quotes + '"';
    }
}
