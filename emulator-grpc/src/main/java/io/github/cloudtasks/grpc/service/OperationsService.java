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
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import java.util.List;

/**
 * The service {@code google.longrunning.Operations}. gRPC has one for all versions; REST has its path below each
 * version. Only GetOperation is available: the other four methods are denied over gRPC and have no REST path
 * (recorded).
 */
public final class OperationsService {

    private OperationsService() {}

    /**
     * Returns the service of one API version.
     *
     * @param version the first segment of the REST paths
     */
    public static RpcService of(CloudTasks engine, String version, OperationConverter converter) {
        return RpcService.builder(
                        OperationsProto.getDescriptor().findServiceByName("Operations"),
                        method -> httpRules(method, version))
                .rpc(
                        "ListOperations",
                        ListOperationsRequest.getDefaultInstance(),
                        ListOperationsResponse.getDefaultInstance(),
                        request -> {
                            throw denied();
                        })
                .rpc(
                        "GetOperation",
                        GetOperationRequest.getDefaultInstance(),
                        Operation.getDefaultInstance(),
                        request -> converter.toProto(engine.tasks().getOperation(request.getName())))
                .rpc(
                        "DeleteOperation",
                        DeleteOperationRequest.getDefaultInstance(),
                        Empty.getDefaultInstance(),
                        request -> {
                            throw denied();
                        })
                .rpc(
                        "CancelOperation",
                        CancelOperationRequest.getDefaultInstance(),
                        Empty.getDefaultInstance(),
                        request -> {
                            throw denied();
                        })
                .rpc(
                        "WaitOperation",
                        WaitOperationRequest.getDefaultInstance(),
                        Operation.getDefaultInstance(),
                        request -> {
                            throw denied();
                        })
                .build();
    }

    /** Returns the error of the real service's front end, which does not look at the request (recorded). */
    private static ApiException denied() {
        return new ApiException(
                Code.PERMISSION_DENIED,
                "Method doesn't allow unregistered callers (callers without established identity)."
                        + " Please use API Key or other form of API consumer identity to call this API.");
    }

    private static List<HttpRule> httpRules(MethodDescriptor method, String version) {
        return method.getName().equals("GetOperation")
                ? List.of(HttpRule.newBuilder()
                        .setGet("/" + version + "/{name=projects/*/locations/*/operations/*}")
                        .build())
                : List.of();
    }
}
