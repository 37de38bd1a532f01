package io.github.cloudtasks.rest.errors;

import java.nio.charset.StandardCharsets;

/**
 * Says what is wrong with a text that is no JSON, in the words of Google's front end: what was expected, the text
 * around the place, and a caret under it. Only texts that a parser has already refused come here.
 *
 * <p>The front end reads in two passes. The first stops where more input might help; the second goes on from there and
 * quotes nothing before it. So a text that is cut off is quoted from the last token only.
 */
public final class JsonSyntaxErrors {
    /** The maximum nesting depth of objects and lists, which is the limit of the front end. */
    public static final int MAX_DEPTH = 100;

    private static final int CONTEXT = 20;

    /** Ends the search; carries no stack, for it is an answer. */
    private static final class Found extends Exception {
        private static final long serialVersionUID = 1L;

        private Found(String message) {
            super(message, null, false, false);
        }
    }

    private final byte[] text;
    private int at;
    private int quotedFrom;
    private boolean stopped;

    private JsonSyntaxErrors(byte[] text) {
        this.text = text;
    }

    /** The first error of {@code text}. */
    public static String explain(byte[] text) {
        JsonSyntaxErrors syntax = new JsonSyntaxErrors(text);
        try {
            syntax.value(0, "");
            syntax.skipBlanks();
            return syntax.at < text.length
                    ? syntax.quote("Parsing terminated before end of input.", syntax.at)
                    : "Encountered non UTF-8 code points.";
        } catch (Found found) {
            return String.valueOf(found.getMessage());
        }
    }

    private void value(int depth, String key) throws Found {
        skipBlanks();
        switch (peek()) {
            case '{', '[' -> {
                if (depth >= MAX_DEPTH) {
                    throw new Found("Message too deep. Max recursion depth reached for key '" + key + "'");
                }
                if (text[at++] == '{') {
                    object(depth + 1);
                } else {
                    array(depth + 1, key);
                }
            }
            case '"', '\'' -> string();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            case '}', ']', ':', ',' -> throw unexpected();
            default -> word();
        }
    }

    private void word() throws Found {
        for (String word : new String[] {"true", "false", "null"}) {
            if (startsWith(word)) {
                at += word.length();
                return;
            }
        }
        throw isLetter(peek()) ? unexpected() : missing("Expected a value.");
    }

    private void object(int depth) throws Found {
        for (boolean more = true; more; ) {
            skipBlanks();
            if (peek() == '}') {
                break;
            }
            String key = key();
            skipBlanks();
            expect(':', "Expected : between key:value pair.");
            value(depth, key);
            more = separator('}', "Expected , or } after key:value pair.");
            if (!more) {
                return;
            }
        }
        at++;
    }

    private void array(int depth, String key) throws Found {
        while (true) {
            skipBlanks();
            if (peek() == ']') {
                at++;
                return;
            }
            if (at == text.length || isUnknown(peek())) {
                throw missing("Expected a value or ] within an array.");
            }
            value(depth, key);
            if (!separator(']', "Expected , or ] after array value.")) {
                return;
            }
        }
    }

    /** Whether another member may follow; moves past the comma or the end. */
    private boolean separator(char end, String expectation) throws Found {
        skipBlanks();
        if (peek() == end) {
            at++;
            return false;
        }
        expect(',', expectation);
        return true;
    }

    private void expect(char wanted, String expectation) throws Found {
        if (peek() != wanted) {
            throw missing(expectation);
        }
        at++;
    }

    private String key() throws Found {
        int from = at;
        if (peek() == '"' || peek() == '\'') {
            string();
            return new String(text, from + 1, at - from - 2, StandardCharsets.UTF_8);
        }
        while (isLetter(peek()) || (at > from && isDigit(peek()))) {
            at++;
        }
        String key = new String(text, from, at - from, StandardCharsets.UTF_8);
        if (key.isEmpty() || key.equals("true") || key.equals("false") || key.equals("null")) {
            throw missing("Expected an object key or }.");
        }
        return key;
    }

    private void string() throws Found {
        int from = at;
        int quote = text[at++];
        while (at < text.length && text[at] != quote) {
            if (text[at] != '\\') {
                at++;
            } else if (at + 1 < text.length && text[at + 1] == 'u') {
                unicodeEscape(from);
            } else {
                at += 2;
            }
        }
        if (at >= text.length) {
            stop(from);
            throw found("Closing quote expected in string.", from);
        }
        at++;
    }

    private void unicodeEscape(int string) throws Found {
        if (at + 6 > text.length) {
            stop(string);
            throw found("Illegal hex string.", at);
        }
        for (int i = at + 2; i < at + 6; i++) {
            if (Character.digit(text[i], 16) < 0) {
                throw found("Invalid escape sequence.", at);
            }
        }
        at += 6;
    }

    private void number() throws Found {
        int from = at;
        boolean integer = true;
        while (isDigit(peek()) || (peek() != 0 && "+-.eEx".indexOf(peek()) >= 0)) {
            integer &= text[at] != '.' && text[at] != 'e' && text[at] != 'E';
            at++;
        }
        if (at == text.length) {
            stop(from);
        }
        String number = new String(text, from, at - from, StandardCharsets.US_ASCII);
        String digits = number.startsWith("-") ? number.substring(1) : number;
        if (integer && digits.length() > 1 && digits.startsWith("0")) {
            throw found("Octal/hex numbers are not valid JSON values.", from);
        }
        try {
            if (Double.isInfinite(Double.parseDouble(number))) {
                throw found("Number exceeds the range of double.", from);
            }
        } catch (NumberFormatException e) {
            throw found("Unable to parse number.", from);
        }
    }

    private Found unexpected() {
        if (text.length - at < "false".length()) {
            stop(at);
        }
        return found("Unexpected token.", at);
    }

    /**
     * Something else stands here than what could; at the end, or where no token begins, the first pass waits for more.
     */
    private Found missing(String expectation) {
        if (at == text.length || isUnknown(peek())) {
            stop(at);
        }
        return found(at == text.length ? "Unexpected end of string. " + expectation : expectation, at);
    }

    private void stop(int where) {
        if (!stopped) {
            stopped = true;
            quotedFrom = where;
        }
    }

    private Found found(String message, int where) {
        return new Found(quote(message, where));
    }

    private String quote(String message, int where) {
        int from = Math.max(where - CONTEXT, quotedFrom);
        int to = Math.min(where + CONTEXT, text.length);
        String around = new String(text, from, Math.max(0, to - from), StandardCharsets.UTF_8);
        return message + "\n" + around + "\n" + " ".repeat(Math.max(0, where - from)) + "^";
    }

    private void skipBlanks() {
        while (at < text.length && (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r'))) {
            at++;
        }
    }

    private boolean startsWith(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            if (at + i >= text.length || text[at + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** The next character, or 0 at the end. */
    private char peek() {
        return at < text.length ? (char) (text[at] & 0xff) : 0;
    }

    private static boolean isUnknown(char c) {
        return !isLetter(c) && !isDigit(c) && (c == 0 || "\"'-{}[]:,".indexOf(c) < 0);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
