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
import io.github.cloudtasks.engine.TaskApi.BatchItem;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.grpc.queueyaml.QueueYaml;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.ListResponse;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.grpc.service.BytesConverter;
import io.github.cloudtasks.grpc.service.CmekService;
import io.github.cloudtasks.grpc.service.IamService;
import io.github.cloudtasks.grpc.service.LocationsService;
import io.github.cloudtasks.grpc.service.OperationConverter;
import io.github.cloudtasks.grpc.service.OperationsService;
import io.github.cloudtasks.grpc.service.QueueService;
import io.github.cloudtasks.grpc.service.TaskService;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.proto.v2beta2.AcknowledgeTaskRequest;
import io.github.cloudtasks.proto.v2beta2.BatchCreateTasksRequest;
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
 * Version v2beta2 of the API, the only one with leases and UploadQueueYaml. Each entry of the table takes the
 * parameters of one method from its request; the methods are in the order of the service's documentation.
 */
public final class V2beta2 {
    private static final String ID = Dialect.V2BETA2.version();
    private static final ServiceDescriptor DESCRIPTOR =
            CloudTasksProto.getDescriptor().findServiceByName("CloudTasks");

    private final CloudTasks engine;
    private final TaskService<Task> tasks;
    private final QueueService<Queue> queues;
    private final CmekService<CmekConfig> cmek;
    private final IamService iam;

    private V2beta2(CloudTasks engine, OperationConverter operations) {
        this.engine = engine;
        this.tasks = new TaskService<>(engine, new V2beta2TaskConverter(), operations);
        this.queues = new QueueService<>(engine, new V2beta2QueueConverter());
        this.cmek = new CmekService<>(engine, V2beta2::cmekConfig, CmekConfig::getKmsKey);
        this.iam = new IamService(engine);
    }

    /** Returns this version on an engine, which may be in any dialect. */
    public static ApiVersion of(CloudTasks anyDialect, OperationConverter operations) {
        CloudTasks engine = anyDialect.forVersion(Dialect.V2BETA2);
        V2beta2 version = new V2beta2(engine, operations);
        return ApiVersion.of(
                ID,
                version.service(engine),
                List.of(LocationsService.of(engine, ID), OperationsService.of(engine, ID, operations)),
                version.tasks::buffer,
                engine::logRefusal);
    }

    /** Returns the messages that describe the batches of this version. */
    public static OperationConverter.BatchMessages batchMessages() {
        return new V2beta2BatchMessages(new V2beta2TaskConverter());
    }

    private RpcService service(CloudTasks engine) {
        return RpcService.builder(DESCRIPTOR, V2beta2::httpRules)
                .onError(engine::logRefusal)
                .rpc(
                        "ListQueues",
                        ListQueuesRequest.getDefaultInstance(),
                        ListQueuesResponse.getDefaultInstance(),
                        this::listQueues)
                .rpc(
                        "GetQueue",
                        GetQueueRequest.getDefaultInstance(),
                        Queue.getDefaultInstance(),
                        r -> queues.get(r.getName(), r.getReadMask()))
                .rpc(
                        "CreateQueue",
                        CreateQueueRequest.getDefaultInstance(),
                        Queue.getDefaultInstance(),
                        r -> queues.create(r.getParent(), r.getQueue().getName(), r.getQueue()))
                .rpc(
                        "UpdateQueue",
                        UpdateQueueRequest.getDefaultInstance(),
                        Queue.getDefaultInstance(),
                        r -> queues.update(
                                r.getQueue().getName(), r.getQueue(), r.hasUpdateMask() ? r.getUpdateMask() : null))
                .rpc(
                        "DeleteQueue",
                        DeleteQueueRequest.getDefaultInstance(),
                        Empty.getDefaultInstance(),
                        r -> queues.delete(r.getName()))
                .rpc(
                        "PurgeQueue",
                        PurgeQueueRequest.getDefaultInstance(),
                        Queue.getDefaultInstance(),
                        r -> queues.purge(r.getName()))
                .rpc(
                        "PauseQueue",
                        PauseQueueRequest.getDefaultInstance(),
                        Queue.getDefaultInstance(),
                        r -> queues.pause(r.getName()))
                .rpc(
                        "ResumeQueue",
                        ResumeQueueRequest.getDefaultInstance(),
                        Queue.getDefaultInstance(),
                        r -> queues.resume(r.getName()))
                .rpc(
                        "UploadQueueYaml",
                        UploadQueueYamlRequest.getDefaultInstance(),
                        Empty.getDefaultInstance(),
                        this::uploadQueueYaml)
                .rpc(
                        "GetIamPolicy",
                        GetIamPolicyRequest.getDefaultInstance(),
                        Policy.getDefaultInstance(),
                        iam::getIamPolicy)
                .rpc(
                        "SetIamPolicy",
                        SetIamPolicyRequest.getDefaultInstance(),
                        Policy.getDefaultInstance(),
                        iam::setIamPolicy)
                .rpc(
                        "TestIamPermissions",
                        TestIamPermissionsRequest.getDefaultInstance(),
                        TestIamPermissionsResponse.getDefaultInstance(),
                        iam::testIamPermissions)
                .list(
                        "ListTasks",
                        ListTasksRequest.getDefaultInstance(),
                        ListTasksResponse.getDefaultInstance(),
                        this::listTasks)
                .rpc(
                        "GetTask",
                        GetTaskRequest.getDefaultInstance(),
                        Task.getDefaultInstance(),
                        r -> tasks.get(r.getName(), r.getResponseViewValue()))
                .rpc(
                        "CreateTask",
                        CreateTaskRequest.getDefaultInstance(),
                        Task.getDefaultInstance(),
                        r -> tasks.create(r.getParent(), r.getTask(), r.getResponseViewValue()))
                .rpc(
                        "BatchCreateTasks",
                        BatchCreateTasksRequest.getDefaultInstance(),
                        Operation.getDefaultInstance(),
                        r -> tasks.batchCreate(r.getParent(), items(r), r.getRequestId()))
                .rpc(
                        "DeleteTask",
                        DeleteTaskRequest.getDefaultInstance(),
                        Empty.getDefaultInstance(),
                        r -> tasks.delete(r.getName()))
                .rpc(
                        "BatchDeleteTasks",
                        BatchDeleteTasksRequest.getDefaultInstance(),
                        Operation.getDefaultInstance(),
                        r -> tasks.batchDelete(r.getParent(), r.getNamesList(), r.getRequestId()))
                .list(
                        "LeaseTasks",
                        LeaseTasksRequest.getDefaultInstance(),
                        LeaseTasksResponse.getDefaultInstance(),
                        this::leaseTasks)
                .rpc(
                        "AcknowledgeTask",
                        AcknowledgeTaskRequest.getDefaultInstance(),
                        Empty.getDefaultInstance(),
                        r -> tasks.acknowledge(
                                r.getName(), r.hasScheduleTime() ? TimeConverter.fromProto(r.getScheduleTime()) : null))
                .rpc("RenewLease", RenewLeaseRequest.getDefaultInstance(), Task.getDefaultInstance(), this::renewLease)
                .rpc(
                        "CancelLease",
                        CancelLeaseRequest.getDefaultInstance(),
                        Task.getDefaultInstance(),
                        r -> tasks.cancelLease(
                                r.getName(),
                                r.hasScheduleTime() ? TimeConverter.fromProto(r.getScheduleTime()) : null,
                                r.getResponseViewValue()))
                .rpc(
                        "RunTask",
                        RunTaskRequest.getDefaultInstance(),
                        Task.getDefaultInstance(),
                        r -> tasks.run(r.getName(), r.getResponseViewValue()))
                .rpc(
                        "UpdateCmekConfig",
                        UpdateCmekConfigRequest.getDefaultInstance(),
                        CmekConfig.getDefaultInstance(),
                        r -> cmek.update(
                                r.getCmekConfig().getName(),
                                r.getCmekConfig(),
                                r.hasUpdateMask() ? r.getUpdateMask() : null))
                .rpc(
                        "GetCmekConfig",
                        GetCmekConfigRequest.getDefaultInstance(),
                        CmekConfig.getDefaultInstance(),
                        r -> cmek.get(r.getName()))
                .build();
    }

    private ListQueuesResponse listQueues(ListQueuesRequest request) {
        Page<Queue> page = queues.list(
                request.getParent(),
                request.getFilter(),
                request.getPageSize(),
                request.getPageToken(),
                request.getReadMask());
        return ListQueuesResponse.newBuilder()
                .addAllQueues(page.items())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    private ListResponse listTasks(ListTasksRequest request) {
        return tasks.list(
                request.getParent(),
                request.getPageSize(),
                request.getPageToken(),
                request.getResponseViewValue(),
                token -> ListTasksResponse.newBuilder().setNextPageToken(token).build());
    }

    private List<BatchItem> items(BatchCreateTasksRequest request) {
        return request.getRequestsList().stream()
                .map(item -> tasks.batchItem(
                        item.getParent(), item.getTask().getName(), item.getTask(), item.getResponseViewValue()))
                .toList();
    }

    private ListResponse leaseTasks(LeaseTasksRequest request) {
        return tasks.lease(
                request.getParent(),
                request.getMaxTasks(),
                request.hasLeaseDuration() ? TimeConverter.fromProto(request.getLeaseDuration()) : null,
                request.getFilter(),
                request.getResponseViewValue(),
                LeaseTasksResponse.getDefaultInstance());
    }

    private Task renewLease(RenewLeaseRequest request) {
        return tasks.renewLease(
                request.getName(),
                request.hasScheduleTime() ? TimeConverter.fromProto(request.getScheduleTime()) : null,
                request.hasLeaseDuration() ? TimeConverter.fromProto(request.getLeaseDuration()) : null,
                request.getResponseViewValue());
    }

    private Empty uploadQueueYaml(UploadQueueYamlRequest request) {
        if (!request.hasHttpBody()) {
            throw ApiException.invalidArgument();
        }
        QueueYaml yaml =
                QueueYaml.parse(BytesConverter.fromProto(request.getHttpBody().getData()));
        engine.queues().uploadQueues(request.getAppId(), yaml.queues(), yaml.resumePausedQueues());
        return Empty.getDefaultInstance();
    }

    /** Adds the path of UploadQueueYaml, which only the discovery document has. */
    private static List<HttpRule> httpRules(MethodDescriptor method) {
        return method.getName().equals("UploadQueueYaml")
                ? List.of(HttpRule.newBuilder()
                        .setPost("/api/queue/update")
                        .setBody("http_body")
                        .build())
                : Rpc.annotatedHttpRules(method);
    }

    private static CmekConfig cmekConfig(String name, String kmsKey) {
        return CmekConfig.newBuilder().setName(name).setKmsKey(kmsKey).build();
    }
}
