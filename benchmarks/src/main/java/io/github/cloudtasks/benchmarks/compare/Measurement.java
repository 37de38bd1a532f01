package io.github.cloudtasks.benchmarks.compare;

import java.io.IOException;

/**
 * Something that is measured of each server. The servers of a run are measured in turn: in each round one after the
 * other, and each round begins with another server. A figure is the median of the rounds.
 */
public interface Measurement {
    /** Returns the name for {@code --only}. */
    String name();

    /** Returns a line for {@code --list}. */
    String description();

    /** Returns the number of rounds, above 0. */
    default int rounds(Size size) {
        return 1;
    }

    /**
     * Returns whether each round has a new process. Otherwise a process is started for this measurement, and serves all
     * rounds. A server that was named by its address runs throughout.
     */
    default boolean hasProcessPerRound() {
        return false;
    }

    /** Returns whether the no-op server, which only has CreateTask over gRPC, is measured too. */
    default boolean includesNoOp() {
        return false;
    }

    /** Prepares a server before the first round, for example until it is warm. */
    default void prepare(RunningServer server, Size size) throws IOException, InterruptedException {}

    /**
     * Measures a server once and adds the figures to {@code samples}.
     *
     * @throws io.github.cloudtasks.benchmarks.load.NotSupportedException if the server lacks what the remaining figures
     *     need; they are shown as missing
     * @throws RuntimeException for any other failure, which makes the run fail
     */
    void measure(RunningServer server, Size size, Samples samples) throws IOException, InterruptedException;

    /** Measures the most that a server could reach, in each round, as the figures of {@code bare client}. */
    default void measureCeiling(Size size, Samples samples) throws IOException, InterruptedException {}
}
