package io.github.cloudtasks.server.control;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.grpc.v2beta3.SavedStateConverter;
import io.github.cloudtasks.proto.emulator.v1.InspectedTask;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.util.concurrent.CompletableFuture;

/** Handles {@code GET /emulator/v1/} with the full name of a task. */
final class TaskHandler {
    /** The template of the path below the root of the control API. */
    static final String PATH = "/{name=projects/*/locations/*/queues/*/tasks/*}";

    private final EngineAdmin engine;

    TaskHandler(EngineAdmin engine) {
        this.engine = engine;
    }

    /** Returns the task, and why it is not dispatched at the moment. */
    CompletableFuture<RestResponse> get(ControlRequest request) {
        request.rejectParameters();
        EngineAdmin.InspectedTask inspected =
                engine.inspect(request.request().variables().getFirst());
        InspectedTask.Builder message =
                InspectedTask.newBuilder().setTask(SavedStateConverter.toProto(inspected.task()));
        inspected
                .waitReasons()
                .forEach(reason -> message.addWaitReasons(WaitReasonMapper.of(reason, inspected.task())));
        return request.with(message.build());
    }
}
