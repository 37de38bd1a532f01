package io.github.cloudtasks.grpc.filter;

/** An operator between a field and a value. No symbol is a prefix of a later constant's symbol. */
enum Operator {
    NOT_EQUAL("!="),
    LESS_OR_EQUAL("<="),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    GREATER(">"),
    EQUAL("="),
    /** On strings, matches if the string contains the value. Otherwise like {@link #EQUAL} (recorded for enums). */
    HAS(":");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    /**
     * Returns whether the operator holds for two values.
     *
     * @param comparison the result of comparing the left value with the right value
     */
    boolean holds(int comparison) {
        return switch (this) {
            case NOT_EQUAL -> comparison != 0;
            case LESS_OR_EQUAL -> comparison <= 0;
            case GREATER_OR_EQUAL -> comparison >= 0;
            case LESS -> comparison < 0;
            case GREATER -> comparison > 0;
            case EQUAL, HAS -> comparison == 0;
        };
    }
}
