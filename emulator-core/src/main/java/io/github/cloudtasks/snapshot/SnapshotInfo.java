package io.github.cloudtasks.snapshot;

import io.github.cloudtasks.time.ClockReading;
import java.time.Instant;

/**
 * What is known of a snapshot without its queues. Immutable.
 *
 * @param name 1 to 63 letters, digits, hyphens, underscores or dots; the first is a letter or a digit
 * @param saveTime when it was saved, by the system clock, in whole microseconds
 * @param clock the emulator's clock at the point in time to which its queues belong
 * @param queueCount the number of its queues
 * @param taskCount the number of its tasks
 * @param bytes the memory or the disk space that it takes
 */
public record SnapshotInfo(
        String name, Instant saveTime, ClockReading clock, int queueCount, int taskCount, long bytes) {}
