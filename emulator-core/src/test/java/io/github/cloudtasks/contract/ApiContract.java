package io.github.cloudtasks.contract;

/** A part of the contract that the engine leaves to the doors. */
public abstract class ApiContract extends ServiceContract {

    /** The service, as a door. */
    protected final ApiDriver api() {
        return (ApiDriver) service;
    }
}
