package io.github.cloudtasks.app;

import io.github.cloudtasks.app.Option.Kind;
import java.util.ArrayList;
import java.util.List;

/** The help of the command line: a paragraph per flag, its name on the left and what it does on the right. */
final class HelpText {
    private static final int WIDTH = 100;
    private static final String LEFT = " ".repeat(6);
    private static final String RIGHT = " ".repeat(29);
    private static final String CONTINUED = RIGHT + "  ";

    private HelpText() {}

    /** The help, ready to print. */
    static String of(List<Option> options) {
        List<String> lines = new ArrayList<>();
        lines.add("Usage: ./emulator [FLAG...]");
        lines.add("A local server that speaks Google Cloud Tasks over gRPC and REST.");
        lines.add("");
        options.forEach(option -> lines.addAll(paragraph(option)));
        return String.join("\n", lines) + "\n";
    }

    private static List<String> paragraph(Option option) {
        List<String> lines = wrapped(option.help());
        String name = LEFT + option.flag() + value(option);
        if (name.length() < RIGHT.length()) {
            lines.set(0, name + lines.getFirst().substring(name.length()));
        } else {
            lines.addFirst(name);
        }
        if (!option.isQuestion()) {
            String fallback = option.fallback().isEmpty() ? "" : ", default " + option.fallback();
            lines.addAll(wrapped("(" + String.join(" or ", option.variables()) + fallback + ")"));
        }
        return lines;
    }

    private static String value(Option option) {
        if (option.kind() == Kind.FLAG) {
            return "=true|false";
        }
        return option.label().isEmpty() ? "" : "=" + option.label();
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
