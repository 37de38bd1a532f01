package io.github.cloudtasks.grpc.v2beta2;

import com.google.api.HttpRule;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.longrunning.Operation;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.HttpAnnotations;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.grpc.service.LocationsService;
import io.github.cloudtasks.grpc.service.OperationsService;
import io.github.cloudtasks.grpc.translation.TranslatedService;
import io.github.cloudtasks.grpc.v2beta3.OperationMapping;
import io.github.cloudtasks.grpc.v2beta3.OperationWords;
import io.github.cloudtasks.grpc.v2beta3.V2beta3;
import io.github.cloudtasks.proto.v2beta2.AcknowledgeTaskRequest;
import io.github.cloudtasks.proto.v2beta2.BatchCreateTasksMetadata;
import io.github.cloudtasks.proto.v2beta2.BatchCreateTasksRequest;
import io.github.cloudtasks.proto.v2beta2.BatchCreateTasksResponse;
import io.github.cloudtasks.proto.v2beta2.BatchDeleteTasksMetadata;
import io.github.cloudtasks.proto.v2beta2.BatchDeleteTasksRequest;
import io.github.cloudtasks.proto.v2beta2.CancelLeaseRequest;
import io.github.cloudtasks.proto.v2beta2.CloudTasksProto;
import io.github.cloudtasks.proto.v2beta2.CmekConfig;
import io.github.cloudtasks.proto.v2beta2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.DeleteQueueRequest;
import io.github.cloudtasks.proto.v2beta2.DeleteTaskRequest;
import io.github.cloudtasks.proto.v2beta2.GetCmekConfigRequest;
import io.github.cloudtasks.proto.v2beta2.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta2.GetTaskRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksResponse;
import io.github.cloudtasks.proto.v2beta2.ListQueuesRequest;
import io.github.cloudtasks.proto.v2beta2.ListQueuesResponse;
import io.github.cloudtasks.proto.v2beta2.ListTasksRequest;
import io.github.cloudtasks.proto.v2beta2.ListTasksResponse;
import io.github.cloudtasks.proto.v2beta2.PauseQueueRequest;
import io.github.cloudtasks.proto.v2beta2.PurgeQueueRequest;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.RenewLeaseRequest;
import io.github.cloudtasks.proto.v2beta2.ResumeQueueRequest;
import io.github.cloudtasks.proto.v2beta2.RunTaskRequest;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.UpdateCmekConfigRequest;
import io.github.cloudtasks.proto.v2beta2.UpdateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.UploadQueueYamlRequest;
import java.util.List;

/**
 * v2beta2, a line per method, in the order of its documentation. Leases are its own; all else does what v2beta3's does.
 */
public final class V2beta2 {
    private static final String ID = Dialect.V2BETA2.version();
    private static final ServiceDescriptor DESCRIPTOR =
            CloudTasksProto.getDescriptor().findServiceByName("CloudTasks");

    private V2beta2() {}

    /** This version, over an engine of any dialect. */
    public static ApiVersion of(CloudTasks anyDialect, OperationMapping operations) {
        CloudTasks engine = anyDialect.forVersion(Dialect.V2BETA2);
        V2beta3 methods = new V2beta3(engine, new QueueTranslation(), operations);
        return ApiVersion.of(
                ID,
                contents(engine, new TranslatedService(methods.service(), V2beta2Translation.TRANSLATION)),
                List.of(LocationsService.of(engine, ID), OperationsService.of(engine, ID, operations::toProto)),
                (queue, taskId, headers, body) ->
                        V2beta2Translation.TASK.apply(methods.bufferTask(queue, taskId, headers, body)));
    }

    /** How operations are worded that were started in this version. */
    public static OperationWords operationWords() {
        return OperationWords.of(
                V2beta2Translation.TRANSLATION,
                BatchCreateTasksMetadata.getDefaultInstance(),
                BatchCreateTasksResponse.getDefaultInstance(),
                BatchDeleteTasksMetadata.getDefaultInstance());
    }

    private static RpcService contents(CloudTasks engine, TranslatedService v2beta3) {
        LeaseCalls leases = new LeaseCalls(engine);
        QueueYamlUpload uploads = new QueueYamlUpload(engine);
        return RpcService.of(DESCRIPTOR, V2beta2::httpRules)
                .rpc("ListQueues", ListQueuesRequest.class, ListQueuesResponse.class, v2beta3)
                .rpc("GetQueue", GetQueueRequest.class, Queue.class, v2beta3)
                .rpc("CreateQueue", CreateQueueRequest.class, Queue.class, v2beta3)
                .rpc("UpdateQueue", UpdateQueueRequest.class, Queue.class, v2beta3)
                .rpc("DeleteQueue", DeleteQueueRequest.class, Empty.class, v2beta3)
                .rpc("PurgeQueue", PurgeQueueRequest.class, Queue.class, v2beta3)
                .rpc("PauseQueue", PauseQueueRequest.class, Queue.class, v2beta3)
                .rpc("ResumeQueue", ResumeQueueRequest.class, Queue.class, v2beta3)
                .rpc("UploadQueueYaml", UploadQueueYamlRequest.class, Empty.class, uploads::uploadQueueYaml)
                .rpc("GetIamPolicy", GetIamPolicyRequest.class, Policy.class, v2beta3)
                .rpc("SetIamPolicy", SetIamPolicyRequest.class, Policy.class, v2beta3)
                .rpc("TestIamPermissions", TestIamPermissionsRequest.class, TestIamPermissionsResponse.class, v2beta3)
                .rpc("ListTasks", ListTasksRequest.class, ListTasksResponse.class, v2beta3)
                .rpc("GetTask", GetTaskRequest.class, Task.class, v2beta3)
                .rpc("CreateTask", CreateTaskRequest.class, Task.class, v2beta3)
                .rpc("BatchCreateTasks", BatchCreateTasksRequest.class, Operation.class, v2beta3)
                .rpc("DeleteTask", DeleteTaskRequest.class, Empty.class, v2beta3)
                .rpc("BatchDeleteTasks", BatchDeleteTasksRequest.class, Operation.class, v2beta3)
                .rpc("LeaseTasks", LeaseTasksRequest.class, LeaseTasksResponse.class, leases::leaseTasks)
                .rpc("AcknowledgeTask", AcknowledgeTaskRequest.class, Empty.class, leases::acknowledgeTask)
                .rpc("RenewLease", RenewLeaseRequest.class, Task.class, leases::renewLease)
                .rpc("CancelLease", CancelLeaseRequest.class, Task.class, leases::cancelLease)
                .rpc("RunTask", RunTaskRequest.class, Task.class, v2beta3)
                .rpc("UpdateCmekConfig", UpdateCmekConfigRequest.class, CmekConfig.class, v2beta3)
                .rpc("GetCmekConfig", GetCmekConfigRequest.class, CmekConfig.class, v2beta3)
                .service();
    }

    /** The one method whose path stands in the discovery document only. */
    private static List<HttpRule> httpRules(MethodDescriptor method) {
        return method.getName().equals("UploadQueueYaml")
                ? List.of(HttpRule.newBuilder()
                        .setPost("/api/queue/update")
                        .setBody("http_body")
                        .build())
                : HttpAnnotations.of(method);
    }
}
