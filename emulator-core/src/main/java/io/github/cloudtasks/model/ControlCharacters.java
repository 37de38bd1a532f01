package io.github.cloudtasks.model;

/**
 * Makes characters visible that change how a terminal shows a line: control characters, such as carriage returns and
 * the start of an escape sequence, and characters that change lines or the direction of text. Text from targets and
 * callers could otherwise forge or hide lines of a log.
 */
public final class ControlCharacters {
    private ControlCharacters() {}

    /** Returns the text with {@code \n}, {@code \r}, {@code \t} or a Unicode escape for each of these characters. */
    public static String escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return escapedFrom(i, text);
            }
        }
        return text;
    }

    private static String escapedFrom(int start, String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, start);
        for (int i = start; i < text.length(); i++) {
            char each = text.charAt(i);
            switch (each) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (isControl(each)) {
                        escaped.append(String.format("\\u%04x", (int) each));
                    } else {
                        escaped.append(each);
                    }
                }
            }
        }
        return escaped.toString();
    }

    private static boolean isControl(char each) {
        if (each < 0x7f) {
            return each < ' ';
        }
        int type = Character.getType(each);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
