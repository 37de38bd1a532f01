package io.github.cloudtasks.grpc.filter;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A recursive-descent parser of filters with a limit on nesting, which protects the stack. */
final class FilterParser {
    /** The nesting limit of parentheses. The service's limit has not been recorded. */
    static final int MAX_DEPTH = 100;

    private final Descriptor message;
    private final FilterLexer text;
    private final Set<String> fields = new HashSet<>();
    private int depth;

    FilterParser(Descriptor message, String text) {
        this.message = message;
        this.text = new FilterLexer(text);
    }

    Filter parse() {
        if (text.isAtEnd()) {
            return new Filter(any -> true, fields);
        }
        Predicate<Message> condition = filter();
        if (!text.isAtEnd()) {
            throw text.error("unexpected ')'");
        }
        return new Filter(condition, fields);
    }

    private Predicate<Message> filter() {
        List<Predicate<Message>> terms = new ArrayList<>();
        do {
            terms.add(term());
        } while (text.takeWord("AND") || !(text.isAtEnd() || text.isAt(')')));
        return terms.size() == 1 ? terms.get(0) : tested -> terms.stream().allMatch(term -> term.test(tested));
    }

    private Predicate<Message> term() {
        List<Predicate<Message>> factors = new ArrayList<>();
        do {
            factors.add(factor());
        } while (text.takeWord("OR"));
        return factors.size() == 1 ? factors.get(0) : tested -> factors.stream().anyMatch(f -> f.test(tested));
    }

    private Predicate<Message> factor() {
        boolean negated = false;
        while (text.takeWord("NOT") || text.take('-')) {
            negated = !negated;
        }
        Predicate<Message> condition = text.take('(') ? parenthesised() : comparison();
        return negated ? condition.negate() : condition;
    }

    private Predicate<Message> parenthesised() {
        if (++depth > MAX_DEPTH) {
            throw text.error("parentheses nest deeper than " + MAX_DEPTH);
        }
        Predicate<Message> condition = filter();
        if (!text.take(')')) {
            throw text.error("expected ')'");
        }
        depth--;
        return condition;
    }

    private Predicate<Message> comparison() {
        FieldReference field = FieldReference.resolve(message, text.name());
        fields.add(field.root());
        Operator operator = text.operator();
        Literal literal = text.literal();
        if (operator == Operator.HAS && literal.isAnything()) {
            return field::isPresent;
        }
        if (operator == Operator.NOT_EQUAL) {
            Predicate<Object> equal = Comparison.of(field, Operator.EQUAL, literal);
            return tested -> !field.anyMatch(tested, equal);
        }
        Predicate<Object> comparison = Comparison.of(field, operator, literal);
        return tested -> field.anyMatch(tested, comparison);
    }
}
