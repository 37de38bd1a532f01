package io.github.cloudtasks.emulator;

import java.time.Instant;

/**
 * The description of a snapshot: a state of the emulator that was saved under a name. Immutable.
 *
 * @param name the name
 * @param saveTime the time of the system clock when it was saved
 * @param emulatorTime the time of the emulator's clock when it was saved
 * @param queueCount the number of its queues
 * @param taskCount the number of tasks in these queues
 */
public record SavedSnapshot(String name, Instant saveTime, Instant emulatorTime, int queueCount, int taskCount) {}
