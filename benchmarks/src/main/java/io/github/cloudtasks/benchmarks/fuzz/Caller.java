package io.github.cloudtasks.benchmarks.fuzz;

/** A source of random calls. Not thread-safe: each thread has its own. */
interface Caller {
    /** The time after which a call without an answer counts as hanging. */
    int DEADLINE_SECONDS = 20;

    /** Makes one call, and reports its answer to {@link Findings}. */
    void call();
}
