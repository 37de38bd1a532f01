package io.github.cloudtasks.storage;

/** The degree to which a change is stored before the call that made it is answered. */
public enum Durability {
    /** Handed to the operating system: survives the end of the process, however it ends. */
    PROCESS,

    /** Synced to the disk: survives the loss of power too. */
    POWER
}
