package io.github.cloudtasks.grpc.rpc;

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
 * The gRPC door: what a server answers over gRPC.
 *
 * <p>The server that gets these must let in messages of {@link #INBOUND_MESSAGE_BYTES}; gRPC's own limit is 4 MiB. No
 * method waits for I/O, so a server may run them on its transport's threads. A method that nobody has here is
 * UNIMPLEMENTED, which gRPC answers by itself.
 */
public final class GrpcServices {

    /**
     * The largest request that a server should let in: 32 MiB, the size of the largest answer (documented for
     * LeaseTasks).
     */
    public static final int INBOUND_MESSAGE_BYTES = 32 << 20;

    private GrpcServices() {}

    /** Every version's service, the services that they share, health, and both versions of reflection. */
    public static List<ServerServiceDefinition> of(List<ApiVersion> versions) {
        Map<String, RpcService> byName = new LinkedHashMap<>();
        for (ApiVersion version : versions) {
            byName.put(version.cloudTasks().descriptor().getFullName(), version.cloudTasks());
            version.mixins()
                    .forEach(mixin -> byName.putIfAbsent(mixin.descriptor().getFullName(), mixin));
        }
        List<ServerServiceDefinition> definitions = new ArrayList<>();
        byName.values().forEach(service -> definitions.add(GrpcService.of(service)));
        definitions.add(health(byName.keySet()).bindService());
        definitions.add(ProtoReflectionServiceV1.newInstance().bindService());
        definitions.add(olderReflection().bindService());
        return definitions;
    }

    private static BindableService health(Iterable<String> services) {
        HealthStatusManager health = new HealthStatusManager();
        services.forEach(service -> health.setStatus(service, ServingStatus.SERVING));
        return health.getHealthService();
    }

    @SuppressWarnings("deprecation") // Tools of some age, grpcurl among them, know v1alpha only.
    private static BindableService olderReflection() {
        return ProtoReflectionService.newInstance();
    }
}
