package io.github.cloudtasks.emulator;

import java.time.Instant;

/**
 * A state of the emulator that was saved under a name. Immutable.
 *
 * @param name the name
 * @param saveTime when it was saved, by the system clock
 * @param emulatorTime what the emulator's clock showed then
 * @param queueCount the number of queues in it
 * @param taskCount the number of tasks in these queues
 */
public record SavedSnapshot(String name, Instant saveTime, Instant emulatorTime, int queueCount, int taskCount) {}
