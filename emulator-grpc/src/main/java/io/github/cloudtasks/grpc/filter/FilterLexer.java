package io.github.cloudtasks.grpc.filter;

import io.github.cloudtasks.model.ApiException;
import java.util.function.IntPredicate;

/** A filter's text and the place up to which it has been read. Blanks between its parts mean nothing. */
final class FilterLexer {
    /** The longest filter, in characters. Ours; nobody has recorded the service's bound. */
    static final int MAX_LENGTH = 16_384;

    private final String text;
    private int at;

    FilterLexer(String text) {
        this.text = text;
        if (text.length() > MAX_LENGTH) {
            throw ApiException.invalidArgument("Invalid filter: it is longer than " + MAX_LENGTH + " characters.");
        }
    }

    boolean isAtEnd() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at == text.length();
    }

    boolean isAt(char c) {
        return !isAtEnd() && text.charAt(at) == c;
    }

    boolean take(char c) {
        boolean taken = isAt(c);
        if (taken) {
            at++;
        }
        return taken;
    }

    /** Takes a keyword, which is written in capitals and ends where a word ends. */
    boolean takeWord(String word) {
        if (isAtEnd() || !text.startsWith(word, at)) {
            return false;
        }
        int end = at + word.length();
        if (end < text.length() && isPartOfName(text.charAt(end))) {
            return false;
        }
        at = end;
        return true;
    }

    /** The name of a field. */
    String name() {
        int start = isAtEnd() ? at : skip(FilterLexer::isPartOfName);
        if (at == start) {
            throw error("expected a field");
        }
        return text.substring(start, at);
    }

    Operator operator() {
        if (!isAtEnd()) {
            for (Operator operator : Operator.values()) {
                if (text.startsWith(operator.symbol(), at)) {
                    at += operator.symbol().length();
                    return operator;
                }
            }
        }
        throw error("expected one of : = != < <= > >=");
    }

    /**
     * A quoted text, in which a backslash keeps the next character as it is, or everything up to a blank or
     * parenthesis.
     */
    Literal literal() {
        if (isAt('"') || isAt('\'')) {
            return quoted(text.charAt(at++));
        }
        int start = isAtEnd() ? at : skip(FilterLexer::isPartOfBareLiteral);
        if (at == start) {
            throw error("expected a value");
        }
        return new Literal(text.substring(start, at), false);
    }

    ApiException error(String what) {
        return ApiException.invalidArgument("Invalid filter: " + what + " at position " + at + ".");
    }

    private Literal quoted(char quote) {
        StringBuilder unquoted = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            unquoted.append(text.charAt(at++));
        }
        if (at == text.length()) {
            throw error("expected " + quote);
        }
        at++;
        return new Literal(unquoted.toString(), true);
    }

    /** Moves to the first character that is not part of something, and returns where it began. */
    private int skip(IntPredicate part) {
        int start = at;
        while (at < text.length() && part.test(text.charAt(at))) {
            at++;
        }
        return start;
    }

    private static boolean isPartOfName(int c) {
        return !Character.isWhitespace(c) && "():=!<>\"'".indexOf(c) < 0;
    }

    private static boolean isPartOfBareLiteral(int c) {
        return !Character.isWhitespace(c) && "()\"'".indexOf(c) < 0;
    }
}
