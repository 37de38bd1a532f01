package io.github.cloudtasks.cli;

import io.github.cloudtasks.cli.verbs.Verb;
import io.github.cloudtasks.server.settings.Setting;
import io.github.cloudtasks.server.settings.Setting.Kind;
import io.github.cloudtasks.server.settings.SettingsTable;
import java.util.ArrayList;
import java.util.List;

/** Formats the help: a paragraph per flag, with the flag on the left and its description on the right. */
final class HelpText {
    private static final int WIDTH = 100;
    private static final String LEFT = " ".repeat(6);
    private static final String RIGHT = " ".repeat(29);
    private static final String CONTINUED = RIGHT + "  ";

    private HelpText() {}

    /** Returns the help, ready to print. */
    static String text() {
        List<String> lines = new ArrayList<>();
        lines.add("Usage: ./emulator [FLAG...]");
        lines.add("       ./emulator COMMAND [--help]");
        lines.add("A local emulator of Google Cloud Tasks, over gRPC and REST.");
        lines.add("");
        lines.add("Without a command, it starts. The commands are:");
        for (Verb verb : Verb.values()) {
            String name = LEFT + verb.verb();
            lines.add(name + RIGHT.substring(name.length()) + verb.description());
        }
        lines.add("");
        lines.add("The flags of the start:");
        SettingsTable.ROWS.forEach(setting -> lines.addAll(paragraph(setting)));
        return String.join("\n", lines) + "\n";
    }

    private static List<String> paragraph(Setting setting) {
        List<String> lines = wrapped(setting.help());
        String name = LEFT + setting.flag() + value(setting);
        if (name.length() < RIGHT.length()) {
            lines.set(0, name + lines.getFirst().substring(name.length()));
        } else {
            lines.addFirst(name);
        }
        if (!setting.isAction()) {
            String defaultValue = setting.defaultValue().isEmpty() ? "" : ", default " + setting.defaultValue();
            lines.addAll(wrapped("(" + String.join(" or ", setting.variables()) + defaultValue + ")"));
        }
        return lines;
    }

    private static String value(Setting setting) {
        if (setting.kind() == Kind.FLAG) {
            return "=true|false";
        }
        return setting.label().isEmpty() ? "" : "=" + setting.label();
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(RIGHT);
        String gap = "";
        for (String word : text.split(" ", -1)) {
            if (line.length() + gap.length() + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(CONTINUED);
                gap = "";
            }
            line.append(gap).append(word);
            gap = " ";
        }
        lines.add(line.toString());
        return lines;
    }
}
