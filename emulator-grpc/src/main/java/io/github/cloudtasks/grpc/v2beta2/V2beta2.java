package io.github.cloudtasks.grpc.v2beta2;

import com.google.api.HttpRule;
import io.github.cloudtasks.proto.v2beta2.AcknowledgeTaskRequest;
import io.github.cloudtasks.proto.v2beta2.CancelLeaseRequest;
import io.github.cloudtasks.proto.v2beta2.CloudTasksProto;
import io.github.cloudtasks.proto.v2beta2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.DeleteQueueRequest;
import io.github.cloudtasks.proto.v2beta2.DeleteTaskRequest;
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
import io.github.cloudtasks.proto.v2beta2.UpdateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.UploadQueueYamlRequest;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.Dialect;
import io.github.cloudtasks.grpc.ApiVersion;
import io.github.cloudtasks.grpc.HttpRules;
import io.github.cloudtasks.grpc.Iam;
import io.github.cloudtasks.grpc.LocationsService;
import io.github.cloudtasks.grpc.RpcService;
import java.util.List;

/** v2beta2, a line per method, in the order of its documentation. */
public final class V2beta2 {
  private static final String ID = "v2beta2";
  private static final ServiceDescriptor DESCRIPTOR = CloudTasksProto.getDescriptor().findServiceByName("CloudTasks");

  private V2beta2() {}

  /** This version, over an engine of any dialect. */
  public static ApiVersion of(CloudTasks anyDialect) {
    CloudTasks engine = anyDialect.speaking(Dialect.V2BETA2);
    TaskCalls tasks = new TaskCalls(engine);
    return ApiVersion.of(
        ID, contents(engine, tasks), List.of(LocationsService.of(engine, ID)), tasks::bufferTask);
  }

  private static RpcService contents(CloudTasks engine, TaskCalls tasks) {
    QueueCalls queues = new QueueCalls(engine);
    Iam iam = new Iam(engine);
    return RpcService.of(DESCRIPTOR, V2beta2::httpRules)
        .rpc("ListQueues", ListQueuesRequest.class, ListQueuesResponse.class, queues::listQueues)
        .rpc("GetQueue", GetQueueRequest.class, Queue.class, queues::getQueue)
        .rpc("CreateQueue", CreateQueueRequest.class, Queue.class, queues::createQueue)
        .rpc("UpdateQueue", UpdateQueueRequest.class, Queue.class, queues::updateQueue)
        .rpc("DeleteQueue", DeleteQueueRequest.class, Empty.class, queues::deleteQueue)
        .rpc("PurgeQueue", PurgeQueueRequest.class, Queue.class, queues::purgeQueue)
        .rpc("PauseQueue", PauseQueueRequest.class, Queue.class, queues::pauseQueue)
        .rpc("ResumeQueue", ResumeQueueRequest.class, Queue.class, queues::resumeQueue)
        .rpc("UploadQueueYaml", UploadQueueYamlRequest.class, Empty.class, queues::uploadQueueYaml)
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
        .rpc("DeleteTask", DeleteTaskRequest.class, Empty.class, tasks::deleteTask)
        .rpc("LeaseTasks", LeaseTasksRequest.class, LeaseTasksResponse.class, tasks::leaseTasks)
        .rpc("AcknowledgeTask", AcknowledgeTaskRequest.class, Empty.class, tasks::acknowledgeTask)
        .rpc("RenewLease", RenewLeaseRequest.class, Task.class, tasks::renewLease)
        .rpc("CancelLease", CancelLeaseRequest.class, Task.class, tasks::cancelLease)
        .rpc("RunTask", RunTaskRequest.class, Task.class, tasks::runTask)
        .service();
  }

  /** The one method whose path stands in the discovery document only. */
  private static List<HttpRule> httpRules(MethodDescriptor method) {
    return method.getName().equals("UploadQueueYaml")
        ? List.of(HttpRule.newBuilder().setPost("/api/queue/update").setBody("http_body").build())
        : HttpRules.of(method);
  }
}
