package io.github.cloudtasks.contract;

/** A part of the contract that the engine leaves to the doors. */
public abstract class DoorChapter extends Chapter {

    /** The service, as a door. */
    protected final Door door() {
        return (Door) service;
    }
}
