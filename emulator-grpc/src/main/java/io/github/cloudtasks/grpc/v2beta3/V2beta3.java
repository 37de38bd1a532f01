package io.github.cloudtasks.grpc.v2beta3;

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
import io.github.cloudtasks.grpc.service.IamService;
import io.github.cloudtasks.grpc.service.LocationsService;
import io.github.cloudtasks.grpc.service.OperationsService;
import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.proto.v2beta3.BatchCreateTasksMetadata;
import io.github.cloudtasks.proto.v2beta3.BatchCreateTasksRequest;
import io.github.cloudtasks.proto.v2beta3.BatchCreateTasksResponse;
import io.github.cloudtasks.proto.v2beta3.BatchDeleteTasksMetadata;
import io.github.cloudtasks.proto.v2beta3.BatchDeleteTasksRequest;
import io.github.cloudtasks.proto.v2beta3.CloudTasksProto;
import io.github.cloudtasks.proto.v2beta3.CmekConfig;
import io.github.cloudtasks.proto.v2beta3.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta3.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta3.DeleteQueueRequest;
import io.github.cloudtasks.proto.v2beta3.DeleteTaskRequest;
import io.github.cloudtasks.proto.v2beta3.GetCmekConfigRequest;
import io.github.cloudtasks.proto.v2beta3.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta3.GetTaskRequest;
import io.github.cloudtasks.proto.v2beta3.ListQueuesRequest;
import io.github.cloudtasks.proto.v2beta3.ListQueuesResponse;
import io.github.cloudtasks.proto.v2beta3.ListTasksRequest;
import io.github.cloudtasks.proto.v2beta3.ListTasksResponse;
import io.github.cloudtasks.proto.v2beta3.PauseQueueRequest;
import io.github.cloudtasks.proto.v2beta3.PurgeQueueRequest;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.ResumeQueueRequest;
import io.github.cloudtasks.proto.v2beta3.RunTaskRequest;
import io.github.cloudtasks.proto.v2beta3.Task;
import io.github.cloudtasks.proto.v2beta3.UpdateCmekConfigRequest;
import io.github.cloudtasks.proto.v2beta3.UpdateQueueRequest;
import java.util.List;
import java.util.Map;

/** v2beta3, a line per method, in the order of its documentation. The other versions translate to it. */
public final class V2beta3 {
    private static final String ID = Dialect.V2BETA3.version();
    private static final ServiceDescriptor DESCRIPTOR =
            CloudTasksProto.getDescriptor().findServiceByName("CloudTasks");

    private final TaskCalls tasks;
    private final QueueCalls queues;
    private final CmekCalls cmek;
    private final IamService iam;

    /**
     * The methods, for a version that translates to them.
     *
     * @param engine speaks that version's dialect
     * @param words how that version words queues
     */
    public V2beta3(CloudTasks engine, QueueWords words, OperationMapping operations) {
        this.tasks = new TaskCalls(engine, operations);
        this.queues = new QueueCalls(engine, words);
        this.cmek = new CmekCalls(engine);
        this.iam = new IamService(engine);
    }

    /** This version, over an engine of any dialect. */
    public static ApiVersion of(CloudTasks anyDialect, OperationMapping operations) {
        CloudTasks engine = anyDialect.forVersion(Dialect.V2BETA3);
        V2beta3 methods = new V2beta3(engine, QueueWords.V2BETA3, operations);
        return ApiVersion.of(
                ID,
                methods.service(),
                List.of(LocationsService.of(engine, ID), OperationsService.of(engine, ID, operations::toProto)),
                methods::bufferTask);
    }

    /** How operations are worded that were started in this version. */
    public static OperationWords operationWords() {
        return OperationWords.of(
                Translation.PLAIN,
                BatchCreateTasksMetadata.getDefaultInstance(),
                BatchCreateTasksResponse.getDefaultInstance(),
                BatchDeleteTasksMetadata.getDefaultInstance());
    }

    /** The methods that the descriptor has. */
    public RpcService service() {
        return RpcService.of(DESCRIPTOR)
                .rpc("ListQueues", ListQueuesRequest.class, ListQueuesResponse.class, queues::listQueues)
                .rpc("GetQueue", GetQueueRequest.class, Queue.class, queues::getQueue)
                .rpc("CreateQueue", CreateQueueRequest.class, Queue.class, queues::createQueue)
                .rpc("UpdateQueue", UpdateQueueRequest.class, Queue.class, queues::updateQueue)
                .rpc("DeleteQueue", DeleteQueueRequest.class, Empty.class, queues::deleteQueue)
                .rpc("PurgeQueue", PurgeQueueRequest.class, Queue.class, queues::purgeQueue)
                .rpc("PauseQueue", PauseQueueRequest.class, Queue.class, queues::pauseQueue)
                .rpc("ResumeQueue", ResumeQueueRequest.class, Queue.class, queues::resumeQueue)
                .rpc("GetIamPolicy", GetIamPolicyRequest.class, Policy.class, iam::getIamPolicy)
                .rpc("SetIamPolicy", SetIamPolicyRequest.class, Policy.class, iam::setIamPolicy)
                .rpc(
                        "TestIamPermissions",
                        TestIamPermissionsRequest.class,
                        TestIamPermissionsResponse.class,
                        iam::testIamPermissions)
                .rpc("ListTasks", ListTasksRequest.class, ListTasksResponse.class, tasks::listTasks)
                .rpc("GetTask", GetTaskRequest.class, Task.class, tasks::getTask)
                .rpc("CreateTask", CreateTaskRequest.class, Task.class, tasks::createTask)
                .rpc("BatchCreateTasks", BatchCreateTasksRequest.class, Operation.class, tasks::batchCreateTasks)
                .rpc("DeleteTask", DeleteTaskRequest.class, Empty.class, tasks::deleteTask)
                .rpc("BatchDeleteTasks", BatchDeleteTasksRequest.class, Operation.class, tasks::batchDeleteTasks)
                .rpc("RunTask", RunTaskRequest.class, Task.class, tasks::runTask)
                .rpc("UpdateCmekConfig", UpdateCmekConfigRequest.class, CmekConfig.class, cmek::updateCmekConfig)
                .rpc("GetCmekConfig", GetCmekConfigRequest.class, CmekConfig.class, cmek::getCmekConfig)
                .service();
    }

    /** BufferTask, which only REST has. */
    public Task bufferTask(String queue, String taskId, Map<String, String> headers, Bytes body) {
        return tasks.bufferTask(queue, taskId, headers, body);
    }
}
