package io.github.cloudtasks.benchmarks.compare;

/** The amount of work of a run. */
public enum Size {
    /** A few minutes: shows that everything works, and coarse figures. */
    QUICK,
    /** The sizes of the published tables, without the largest. */
    NORMAL,
    /** Also a million tasks. */
    FULL;

    /** Returns the value for this size. */
    public <T> T pick(T quick, T normal, T full) {
        return switch (this) {
            case QUICK -> quick;
            case NORMAL -> normal;
            case FULL -> full;
        };
    }
}
