package io.github.cloudtasks.cli.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands for file systems that are made up, so that the rules of Windows are tested on every system. */
class WindowsCommandTest {
    private static final String NODE = "C:\\Program Files\\nodejs\\";

    /** The shell script is for other systems. */
    private static final List<String> FILES = List.of(
            NODE + "npm", NODE + "npm.cmd", NODE + "node.exe", "C:\\tools\\run.py", ".\\gradlew.bat", "bin\\app.cmd");

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "Path", "C:\\Windows;\"" + NODE + "\";;C:\\tools",
            "PATHEXT", ".COM;.EXE;.BAT;.CMD;.PY",
            "ComSpec", "C:\\Windows\\cmd.exe");

    private static List<String> command(Map<String, String> environment, String... command) {
        return WindowsCommand.of(
                List.of(command), environment, path -> FILES.stream().anyMatch(path::equalsIgnoreCase));
    }

    @ParameterizedTest
    @CsvSource({
        "npm, C:\\Program Files\\nodejs\\npm.CMD",
        "npm.cmd, C:\\Program Files\\nodejs\\npm.cmd",
        "run, C:\\tools\\run.PY",
        "gradlew, .\\gradlew.BAT",
        "./gradlew, .\\gradlew.BAT",
        "bin/app, bin\\app.CMD"
    })
    void batch_files_and_scripts_are_run_by_the_interpreter(String name, String path) {
        assertThat(command(ENVIRONMENT, name, "test"))
                .containsExactly(
                        "C:\\Windows\\cmd.exe", "/d", "/e:on", "/v:off", "/s", "/c", "\"\"" + path + "\" test\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "node.exe", "C:\\Program Files\\nodejs\\node", "C:/Program Files/nodejs/node.exe"})
    void programs_are_run_directly_and_their_arguments_are_left_to_java(String name) {
        assertThat(command(ENVIRONMENT, name, "a b", "100%"))
                .satisfiesExactly(
                        program -> assertThat(program).isEqualToIgnoringCase(NODE + "node.exe"),
                        argument -> assertThat(argument).isEqualTo("a b"),
                        argument -> assertThat(argument).isEqualTo("100%"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "run.js", "C:\\Program Files\\nodejs\\yarn", "tools"})
    void missing_program_is_left_as_it_is(String name) {
        assertThat(command(ENVIRONMENT, name, "x")).containsExactly(name, "x");
    }

    @Test
    void current_directory_is_searched_unless_the_user_forbids_it() {
        assertThat(command(Map.of("NoDefaultCurrentDirectoryInExePath", "1", "PATH", "C:\\tools"), "gradlew"))
                .containsExactly("gradlew");
    }

    @Test
    void extensions_and_the_interpreter_have_defaults() {
        assertThat(command(Map.of("path", NODE), "npm", "test"))
                .startsWith("cmd.exe")
                .endsWith("\"\"" + NODE + "npm.CMD\" test\"");
        assertThat(command(Map.of("PATH", "C:\\tools"), "run")).containsExactly("run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '\'',
            value = {
                "plain-1.0 plain-1.0",
                "--grep=a '\"--grep=a\"'",
                "'a b' '\"a b\"'",
                "'' \"\"",
                "a&b \"a&b\"",
                "^a|b>c \"^a|b>c\"",
                "%PATH% \"%%cd:~,%PATH%%cd:~,%\"",
                "!x! \"!x!\"",
                "say\"hi\" \"say\"\"hi\"\"\"",
                "a\\\"&calc \"a\\\\\"\"&calc\"",
                "C:\\dir\\ \"C:\\dir\\\\\""
            })
    void arguments_of_batch_files_are_quoted(String argument, String quoted) {
        assertThat(command(ENVIRONMENT, "npm", argument).getLast())
                .isEqualTo("\"\"" + NODE + "npm.CMD\" " + quoted + "\"");
    }

    @Test
    void program_that_a_batch_file_calls_receives_the_arguments_unchanged() {
        List<String> arguments = List.of(
                "run",
                "",
                " ",
                "a b",
                "\"",
                "\\",
                "\\\"",
                "a\\\\\" & calc",
                "%PATH%",
                "100%",
                "^",
                "|",
                "x\" & calc \"",
                "é…",
                "(a)",
                "a;b,c=d",
                "\t",
                "tail\\\\");
        List<String> all = new ArrayList<>(List.of("npm"));
        all.addAll(arguments);

        String line = command(ENVIRONMENT, all.toArray(String[]::new)).getLast();

        String expanded = line.substring(1, line.length() - 1).replace("%cd:~,%", "");
        assertThat(outsideQuotes(expanded)).doesNotContainAnyWhitespaces().matches("[\\w]*");
        assertThat(parsed(expanded)).hasSize(all.size()).endsWith(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\0b"})
    void line_breaks_cannot_be_passed_to_batch_files(String argument) {
        assertThatThrownBy(() -> command(ENVIRONMENT, "npm", argument))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        "is a batch file, whose arguments cannot contain line breaks. Pass the text in a file.");
    }

    /** Returns what the interpreter sees outside quotes, without the spaces between arguments. Every quote switches. */
    private static String outsideQuotes(String line) {
        String[] parts = line.split("\"", -1);
        StringBuilder outside = new StringBuilder();
        for (int i = 0; i < parts.length; i += 2) {
            outside.append(parts[i].replace(" ", ""));
        }
        return outside.toString();
    }

    /** Returns the arguments as the C library of Windows reads them. */
    private static List<String> parsed(String line) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = null;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            int backslashes = 0;
            while (i < line.length() && line.charAt(i) == '\\') {
                backslashes++;
                i++;
            }
            boolean isQuote = i < line.length() && line.charAt(i) == '"';
            if (backslashes > 0) {
                argument = argument == null ? new StringBuilder() : argument;
                argument.append("\\".repeat(isQuote ? backslashes / 2 : backslashes));
            }
            if (i == line.length()) {
                break;
            }
            char c = line.charAt(i);
            if (isQuote && backslashes % 2 == 0) {
                argument = argument == null ? new StringBuilder() : argument;
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    argument.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (!quoted && (c == ' ' || c == '\t')) {
                if (argument != null) {
                    arguments.add(argument.toString());
                }
                argument = null;
            } else {
                argument = argument == null ? new StringBuilder() : argument;
                argument.append(c);
            }
        }
        if (argument != null) {
            arguments.add(argument.toString());
        }
        return arguments;
    }
}
