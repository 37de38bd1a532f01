package io.github.cloudtasks.grpc.filter;

/** What stands between a field and a value; no symbol is the beginning of a later one. */
enum Operator {
    NOT_EQUAL("!="),
    LESS_OR_EQUAL("<="),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    GREATER(">"),
    EQUAL("="),
    /** For a text, whether it contains the value; for anything else the same as {@link #EQUAL} (recorded for enums). */
    HAS(":");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    /**
     * Whether it holds of two values.
     *
     * @param comparison the result of comparing the left one with the right one
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
