package io.github.cloudtasks.grpc.v2;

import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.longrunning.Operation;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.grpc.service.LocationsService;
import io.github.cloudtasks.grpc.service.OperationsService;
import io.github.cloudtasks.grpc.translation.TranslatedService;
import io.github.cloudtasks.grpc.v2beta3.OperationMapping;
import io.github.cloudtasks.grpc.v2beta3.OperationWords;
import io.github.cloudtasks.grpc.v2beta3.V2beta3;
import io.github.cloudtasks.proto.v2.BatchCreateTasksMetadata;
import io.github.cloudtasks.proto.v2.BatchCreateTasksRequest;
import io.github.cloudtasks.proto.v2.BatchCreateTasksResponse;
import io.github.cloudtasks.proto.v2.BatchDeleteTasksMetadata;
import io.github.cloudtasks.proto.v2.BatchDeleteTasksRequest;
import io.github.cloudtasks.proto.v2.CloudTasksProto;
import io.github.cloudtasks.proto.v2.CmekConfig;
import io.github.cloudtasks.proto.v2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2.DeleteQueueRequest;
import io.github.cloudtasks.proto.v2.DeleteTaskRequest;
import io.github.cloudtasks.proto.v2.GetCmekConfigRequest;
import io.github.cloudtasks.proto.v2.GetQueueRequest;
import io.github.cloudtasks.proto.v2.GetTaskRequest;
import io.github.cloudtasks.proto.v2.ListQueuesRequest;
import io.github.cloudtasks.proto.v2.ListQueuesResponse;
import io.github.cloudtasks.proto.v2.ListTasksRequest;
import io.github.cloudtasks.proto.v2.ListTasksResponse;
import io.github.cloudtasks.proto.v2.PauseQueueRequest;
import io.github.cloudtasks.proto.v2.PurgeQueueRequest;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.proto.v2.ResumeQueueRequest;
import io.github.cloudtasks.proto.v2.RunTaskRequest;
import io.github.cloudtasks.proto.v2.Task;
import io.github.cloudtasks.proto.v2.UpdateCmekConfigRequest;
import io.github.cloudtasks.proto.v2.UpdateQueueRequest;
import java.util.List;
import java.util.function.Function;

/** v2, a line per method, in the order of its documentation. All of them do what v2beta3's do. */
public final class V2 {
    private static final String ID = Dialect.V2.version();
    private static final ServiceDescriptor DESCRIPTOR =
            CloudTasksProto.getDescriptor().findServiceByName("CloudTasks");

    private V2() {}

    /** This version, over an engine of any dialect. */
    public static ApiVersion of(CloudTasks anyDialect, OperationMapping operations) {
        CloudTasks engine = anyDialect.forVersion(Dialect.V2);
        V2beta3 methods = new V2beta3(engine, new V2Translation(), operations);
        Function<io.github.cloudtasks.proto.v2beta3.Task, Task> toOwn = V2Translation.TRANSLATION.between(
                io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance(), Task.getDefaultInstance());
        return ApiVersion.of(
                ID,
                contents(new TranslatedService(methods.service(), V2Translation.TRANSLATION)),
                List.of(LocationsService.of(engine, ID), OperationsService.of(engine, ID, operations::toProto)),
                (queue, taskId, headers, body) -> toOwn.apply(methods.bufferTask(queue, taskId, headers, body)));
    }

    /** How operations are worded that were started in this version. */
    public static OperationWords operationWords() {
        return OperationWords.of(
                V2Translation.TRANSLATION,
                BatchCreateTasksMetadata.getDefaultInstance(),
                BatchCreateTasksResponse.getDefaultInstance(),
                BatchDeleteTasksMetadata.getDefaultInstance());
    }

    private static RpcService contents(TranslatedService v2beta3) {
        return RpcService.of(DESCRIPTOR)
                .rpc("ListQueues", ListQueuesRequest.class, ListQueuesResponse.class, v2beta3)
                .rpc("GetQueue", GetQueueRequest.class, Queue.class, v2beta3)
                .rpc("CreateQueue", CreateQueueRequest.class, Queue.class, v2beta3)
                .rpc("UpdateQueue", UpdateQueueRequest.class, Queue.class, v2beta3)
                .rpc("DeleteQueue", DeleteQueueRequest.class, Empty.class, v2beta3)
                .rpc("PurgeQueue", PurgeQueueRequest.class, Queue.class, v2beta3)
                .rpc("PauseQueue", PauseQueueRequest.class, Queue.class, v2beta3)
                .rpc("ResumeQueue", ResumeQueueRequest.class, Queue.class, v2beta3)
                .rpc("GetIamPolicy", GetIamPolicyRequest.class, Policy.class, v2beta3)
                .rpc("SetIamPolicy", SetIamPolicyRequest.class, Policy.class, v2beta3)
                .rpc("TestIamPermissions", TestIamPermissionsRequest.class, TestIamPermissionsResponse.class, v2beta3)
                .rpc("ListTasks", ListTasksRequest.class, ListTasksResponse.class, v2beta3)
                .rpc("GetTask", GetTaskRequest.class, Task.class, v2beta3)
                .rpc("CreateTask", CreateTaskRequest.class, Task.class, v2beta3)
                .rpc("BatchCreateTasks", BatchCreateTasksRequest.class, Operation.class, v2beta3)
                .rpc("DeleteTask", DeleteTaskRequest.class, Empty.class, v2beta3)
                .rpc("BatchDeleteTasks", BatchDeleteTasksRequest.class, Operation.class, v2beta3)
                .rpc("RunTask", RunTaskRequest.class, Task.class, v2beta3)
                .rpc("UpdateCmekConfig", UpdateCmekConfigRequest.class, CmekConfig.class, v2beta3)
                .rpc("GetCmekConfig", GetCmekConfigRequest.class, CmekConfig.class, v2beta3)
                .service();
    }
}
