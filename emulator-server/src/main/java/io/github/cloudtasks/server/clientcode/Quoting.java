package io.github.cloudtasks.server.clientcode;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * Quotes texts and bytes for the source code of a language. Characters that a reader cannot see, such as control
 * characters and those that change the direction of the text, are always escaped.
 */
final class Quoting {
    private static final Pattern SAFE_IN_SHELL = Pattern.compile("[\\w@%+=:,./-]+");
    private static final int FIRST_SUPPLEMENTARY = 0x10000;
    private static final int FIRST_NON_ASCII = 0x80;
    private static final HexFormat HEX = HexFormat.of();

    private Quoting() {}

    /** Returns a word of a POSIX shell. It is quoted only if it needs to be. */
    static String shell(String text) {
        return SAFE_IN_SHELL.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** Returns a string literal of JavaScript, which is also one of JSON. */
    static String javaScript(String text) {
        return quoted(text, Quoting::utf16Escape);
    }

    /** Returns a string literal of Python. */
    static String python(String text) {
        return quoted(text, c -> c < FIRST_SUPPLEMENTARY ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c));
    }

    /** Returns a string literal of Go. */
    static String go(String text) {
        return python(text);
    }

    /**
     * Returns a string literal of Java. Control characters are octal: a line break written as a Unicode escape ends the
     * line.
     */
    static String java(String text) {
        return quoted(text, c -> c < ' ' ? "\\%03o".formatted(c) : utf16Escape(c));
    }

    /** Returns a bytes literal of Python. */
    static String pythonBytes(ByteString bytes) {
        return "b" + byteLiteral(bytes);
    }

    /** Returns a string literal of Go that has exactly these bytes. */
    static String goBytes(ByteString bytes) {
        return bytes.isValidUtf8() ? go(bytes.toStringUtf8()) : byteLiteral(bytes);
    }

    /** Returns the bytes in hexadecimal. */
    static String hex(ByteString bytes) {
        return HEX.formatHex(bytes.toByteArray());
    }

    /** Returns whether a person sees every character of a text. Line breaks and tabs count as visible. */
    static boolean isVisible(String text) {
        return text.codePoints().allMatch(c -> c == '\n' || c == '\t' || isVisible(c));
    }

    private static String quoted(String text, IntFunction<String> escape) {
        StringBuilder literal = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> {
                    if (isVisible(c)) {
                        literal.appendCodePoint(c);
                    } else {
                        literal.append(escape.apply(c));
                    }
                }
            }
        });
        return literal.append('"').toString();
    }

    private static String utf16Escape(int codePoint) {
        StringBuilder escape = new StringBuilder();
        for (char unit : Character.toChars(codePoint)) {
            escape.append("\\u%04x".formatted((int) unit));
        }
        return escape.toString();
    }

    private static String byteLiteral(ByteString bytes) {
        StringBuilder literal = new StringBuilder(bytes.size() + 2).append('"');
        for (byte b : bytes) {
            int value = Byte.toUnsignedInt(b);
            switch (value) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> {
                    if (value < FIRST_NON_ASCII && isVisible(value)) {
                        literal.append((char) value);
                    } else {
                        literal.append("\\x").append(HEX.toHexDigits(b));
                    }
                }
            }
        }
        return literal.append('"').toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
