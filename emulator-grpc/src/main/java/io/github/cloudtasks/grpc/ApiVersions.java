package io.github.cloudtasks.grpc;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.v2.V2;
import io.github.cloudtasks.grpc.v2beta2.V2beta2;
import io.github.cloudtasks.grpc.v2beta3.OperationMapping;
import io.github.cloudtasks.grpc.v2beta3.V2beta3;
import java.util.List;
import java.util.Map;

/** Every version of the API that the emulator speaks. */
public final class ApiVersions {

    private ApiVersions() {}

    /** All versions, over one engine; the newest first. */
    public static List<ApiVersion> of(CloudTasks engine) {
        OperationMapping operations = new OperationMapping(Map.of(
                Dialect.V2.version(), V2.operationWords(),
                Dialect.V2BETA3.version(), V2beta3.operationWords(),
                Dialect.V2BETA2.version(), V2beta2.operationWords()));
        return List.of(V2.of(engine, operations), V2beta3.of(engine, operations), V2beta2.of(engine, operations));
    }
}
