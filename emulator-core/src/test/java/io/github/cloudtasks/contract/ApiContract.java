package io.github.cloudtasks.contract;

/**
 * Contract tests of behaviour that the API layer implements, not the engine: masks, views, filters and YAML. They run
 * over gRPC and REST only.
 */
public abstract class ApiContract extends ServiceContract {

    /** Returns the driver of the service as an API driver. */
    protected final ApiDriver api() {
        return (ApiDriver) service;
    }
}
