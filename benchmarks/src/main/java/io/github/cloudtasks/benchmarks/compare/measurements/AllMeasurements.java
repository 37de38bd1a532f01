package io.github.cloudtasks.benchmarks.compare.measurements;

import io.github.cloudtasks.benchmarks.compare.Measurement;
import java.util.List;

/** The list of all measurements. A new one is added here. */
public final class AllMeasurements {
    private AllMeasurements() {}

    /** Returns all measurements, in the order in which they run. */
    public static List<Measurement> list() {
        return List.of(
                new StartTime(),
                new CreateCost(),
                new ColdCreates(),
                new SlowestCall(),
                new ListPages(),
                new TaskMemory(),
                new DispatchThroughput(),
                new DispatchRate(),
                new ArrivalTimes(),
                new PullQueues(),
                new PausedQueue(),
                new IdleQueues(),
                new CostGrowth(),
                new SnapshotTimes(),
                new StoredStart());
    }
}
