package io.github.cloudtasks.grpc.filter;

import io.github.cloudtasks.model.ApiException;
import java.util.function.IntPredicate;

/** A lexer for filters. White space between tokens is ignored. */
final class FilterLexer {
    /** The length limit of a filter, in characters. The service's limit has not been recorded. */
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

    /** Takes a keyword, which is in capitals and must be a whole word. Returns false if it is not next. */
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

    /** Takes the name of a field. */
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
     * Takes a literal: a quoted string, in which a backslash escapes the next character, or everything up to white
     * space or a parenthesis.
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

    /** Skips the characters that match a predicate, and returns the position of the first of them. */
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
