package io.github.cloudtasks.benchmarks.compare;

import java.util.OptionalDouble;

/** Receives the figures of one server in one round of a measurement. Not thread-safe. */
public final class Samples {
    private static final String NO_PROCESS =
            "the process of the server is not known, or this system does not count it; see --pid";

    private final Results results;
    private final String measurement;
    private final String server;
    private final int round;

    Samples(Results results, String measurement, String server, int round) {
        this.results = results;
        this.measurement = measurement;
        this.server = server;
        this.round = round;
    }

    /** Returns the number of the round, from 0. */
    public int round() {
        return round;
    }

    /** Adds a value. */
    public void add(String subject, String quantity, String unit, double value) {
        results.add(new Figure(measurement, subject, quantity, unit), server, value);
    }

    /** Adds a value that is read from the server's process, or notes that it is missing. */
    public void addOfProcess(String subject, String quantity, String unit, OptionalDouble value) {
        if (value.isPresent()) {
            add(subject, quantity, unit, value.getAsDouble());
        } else {
            missing(subject, quantity, unit, NO_PROCESS);
        }
    }

    /** Notes why the server has no value in a row. */
    public void missing(String subject, String quantity, String unit, String reason) {
        results.missing(new Figure(measurement, subject, quantity, unit), server, reason);
    }

    /**
     * Notes why the server has no values in the rows of a subject.
     *
     * @param subject the start of the subjects' names; empty for all rows of the measurement
     */
    public void skip(String subject, String reason) {
        results.skip(measurement, subject, server, reason);
    }

    /** Reports that the server has lost or doubled tasks, or does not do what it must. The run fails. */
    public void fail(String sentence) {
        results.fail(measurement, server, sentence);
    }

    /** Reports how many tasks were lost and delivered more than once, if any were. */
    public void requireOnce(String subject, long tasks, long lost, long doubled) {
        if (lost > 0) {
            fail(subject + ": " + lost + " of " + tasks + " tasks were lost.");
        }
        if (doubled > 0) {
            fail(subject + ": " + doubled + " of " + tasks + " tasks were delivered more than once.");
        }
    }
}
