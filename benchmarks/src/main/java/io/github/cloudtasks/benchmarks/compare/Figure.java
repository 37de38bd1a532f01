package io.github.cloudtasks.benchmarks.compare;

/**
 * A row of the table.
 *
 * @param measurement the name of the measurement
 * @param subject what was done, for example {@code gRPC v2, 16 callers}; may be empty
 * @param quantity what was measured, for example {@code CPU/call}
 * @param unit the unit, for example {@code µs}; may be empty
 */
public record Figure(String measurement, String subject, String quantity, String unit) {
    /** Returns the row's heading. */
    String label() {
        return subject.isEmpty() ? quantity : subject + ": " + quantity;
    }
}
