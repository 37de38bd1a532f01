package io.github.cloudtasks.grpc.rpc;

import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.journal.Journal;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The services of a gRPC server: all API versions, health and reflection.
 *
 * <p>Allow inbound messages of {@link #INBOUND_MESSAGE_BYTES} on the server; gRPC's default is 4 MiB. No method blocks
 * on I/O, so the methods may run on the threads of the transport. gRPC itself responds to unknown methods, with
 * UNIMPLEMENTED.
 */
public final class GrpcServices {

    /** The size limit of a request: 32 MiB, the limit of the largest response (documented for LeaseTasks). */
    public static final int INBOUND_MESSAGE_BYTES = 32 << 20;

    /**
     * The memory of a large request while it is parsed, relative to its message. The bytes exist in the message and in
     * buffers: those of the connection, or the parts of a field that is decompressed.
     */
    public static final int REQUEST_FACTOR = 2;

    private GrpcServices() {}

    /** Returns the services with an unlimited budget, which are always healthy. */
    public static List<ServerServiceDefinition> of(List<ApiVersion> versions) {
        return of(versions, MemoryBudget.unlimited());
    }

    /** Returns the services, which are always healthy. */
    public static List<ServerServiceDefinition> of(List<ApiVersion> versions, MemoryBudget budget) {
        return of(versions, budget, new HealthStatusManager(), Journal.NONE);
    }

    /**
     * Returns the services of all versions, their shared services, health, and both versions of reflection.
     *
     * @param budget the memory for requests and responses
     * @param health the health service, in which each service of the API is set to SERVING
     * @param journal receives the changes that responses wait for
     */
    public static List<ServerServiceDefinition> of(
            List<ApiVersion> versions, MemoryBudget budget, HealthStatusManager health, Journal journal) {
        GrpcServiceBinder binder = new GrpcServiceBinder(budget, journal);
        Map<String, RpcService> byName = new LinkedHashMap<>();
        for (ApiVersion version : versions) {
            byName.put(version.cloudTasks().descriptor().getFullName(), version.cloudTasks());
            version.mixins()
                    .forEach(mixin -> byName.putIfAbsent(mixin.descriptor().getFullName(), mixin));
        }
        List<ServerServiceDefinition> definitions = new ArrayList<>();
        byName.values().forEach(service -> definitions.add(binder.bind(service)));
        byName.keySet().forEach(name -> health.setStatus(name, ServingStatus.SERVING));
        definitions.add(health.getHealthService().bindService());
        definitions.add(ProtoReflectionServiceV1.newInstance().bindService());
        definitions.add(olderReflection().bindService());
        BoundedService bounded = new BoundedService(budget);
        return definitions.stream().map(bounded::of).toList();
    }

    @SuppressWarnings("deprecation") // Older tools, such as old releases of grpcurl, only know v1alpha.
    private static BindableService olderReflection() {
        return ProtoReflectionService.newInstance();
    }
}
