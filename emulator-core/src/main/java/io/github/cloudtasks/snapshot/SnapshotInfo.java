package io.github.cloudtasks.snapshot;

import io.github.cloudtasks.time.ClockReading;
import java.time.Instant;

/**
 * The description of a snapshot: everything but its content. Immutable.
 *
 * @param name 1 to 63 letters, digits, hyphens, underscores or dots; the first is a letter or a digit
 * @param saveTime when it was saved, by the system clock, in whole microseconds
 * @param clock the reading of the emulator's clock when its queues were copied
 * @param queueCount the number of its queues
 * @param taskCount the number of its tasks
 * @param bytes its estimated size in memory, or the size of its file
 */
public record SnapshotInfo(
        String name, Instant saveTime, ClockReading clock, int queueCount, int taskCount, long bytes) {}
