package io.github.cloudtasks.grpc.service;

import com.google.api.HttpRule;
import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsProto;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Empty;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.rpc.RpcService;
import java.util.List;
import java.util.function.Function;

/**
 * {@code google.longrunning.Operations}: one service over gRPC, and below each version's paths over REST. Only
 * GetOperation works; the service refuses the other four over gRPC, and has no paths for them (recorded).
 */
public final class OperationsService {

    /** The real front end refuses these before anybody looks at them (recorded). */
    private static final RpcService.Bodies REFUSED = (method, in, out) -> request -> {
        throw new ApiException(
                Code.PERMISSION_DENIED,
                "Method doesn't allow unregistered callers (callers without established identity)."
                        + " Please use API Key or other form of API consumer identity to call this API.");
    };

    private OperationsService() {}

    /**
     * The service as one version of the API has it.
     *
     * @param version the first segment of its REST paths
     * @param toProto how operations are worded
     */
    public static RpcService of(
            CloudTasks engine, String version, Function<io.github.cloudtasks.model.task.Operation, Operation> toProto) {
        return RpcService.of(
                        OperationsProto.getDescriptor().findServiceByName("Operations"),
                        method -> httpRules(method, version))
                .rpc("ListOperations", ListOperationsRequest.class, ListOperationsResponse.class, REFUSED)
                .rpc(
                        "GetOperation",
                        GetOperationRequest.class,
                        Operation.class,
                        request -> toProto.apply(engine.tasks().getOperation(request.getName())))
                .rpc("DeleteOperation", DeleteOperationRequest.class, Empty.class, REFUSED)
                .rpc("CancelOperation", CancelOperationRequest.class, Empty.class, REFUSED)
                .rpc("WaitOperation", WaitOperationRequest.class, Operation.class, REFUSED)
                .service();
    }

    private static List<HttpRule> httpRules(MethodDescriptor method, String version) {
        return method.getName().equals("GetOperation")
                ? List.of(HttpRule.newBuilder()
                        .setGet("/" + version + "/{name=projects/*/locations/*/operations/*}")
                        .build())
                : List.of();
    }
}
