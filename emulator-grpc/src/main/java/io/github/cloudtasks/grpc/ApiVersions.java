package io.github.cloudtasks.grpc;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.service.OperationConverter;
import io.github.cloudtasks.grpc.v2.V2;
import io.github.cloudtasks.grpc.v2beta2.V2beta2;
import io.github.cloudtasks.grpc.v2beta3.V2beta3;
import java.util.List;
import java.util.Map;

/** The API versions of the emulator. */
public final class ApiVersions {

    private ApiVersions() {}

    /**
     * Reads the definitions of the messages, which takes much of a start. {@link #of} does so too; a program that has
     * other things to do first may call this on another thread. Thread-safe.
     */
    public static void readDefinitions() {
        // The descriptor of a file is read when its class is initialized.
        List.of(
                io.github.cloudtasks.proto.v2.CloudTasksProto.getDescriptor(),
                io.github.cloudtasks.proto.v2beta3.CloudTasksProto.getDescriptor(),
                io.github.cloudtasks.proto.v2beta2.CloudTasksProto.getDescriptor());
    }

    /** Returns all versions on one engine, the newest first. */
    public static List<ApiVersion> of(CloudTasks engine) {
        OperationConverter operations = new OperationConverter(Map.of(
                Dialect.V2.version(), V2.batchMessages(),
                Dialect.V2BETA3.version(), V2beta3.batchMessages(),
                Dialect.V2BETA2.version(), V2beta2.batchMessages()));
        return List.of(V2.of(engine, operations), V2beta3.of(engine, operations), V2beta2.of(engine, operations));
    }
}
