package io.github.cloudtasks.benchmarks.soak.fault;

import java.io.IOException;
import java.util.List;

/** A target or a client that misbehaves. */
public interface Fault {
    /** The start of the ids of all queues that faults create. */
    String QUEUE_PREFIX = "fault-";

    /** Returns all faults in the order in which they run. */
    static List<Fault> all() {
        return List.of(
                new NeverAnswers(),
                new AnswersSlowly(),
                new ClosesMidResponse(),
                new Resets(),
                new LargeResponses(),
                new HeadersByDrops(),
                new CreateFlood(),
                new UnreadLists());
    }

    /** Returns the name, which is a part of the ids of the queues that {@link #begin} creates. */
    String name();

    /** Returns the number of attempts that each created task has; 0 if no attempts are expected. */
    int attemptsPerTask();

    /** Returns the outcome of all attempts, as metrics name it; empty if no attempts are expected. */
    String outcome();

    /**
     * Begins to misbehave, and returns when all tasks are created. The fault lasts until its process ends.
     *
     * @param quick whether a smaller number of tasks or connections is enough
     * @return the number of tasks whose attempts must have an outcome
     */
    int begin(EmulatorAddress emulator, boolean quick) throws IOException, InterruptedException;
}
