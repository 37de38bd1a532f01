package io.github.cloudtasks.grpc.v2beta2;

import com.google.cloud.tasks.v2beta2.CreateQueueRequest;
import com.google.cloud.tasks.v2beta2.DeleteQueueRequest;
import com.google.cloud.tasks.v2beta2.GetQueueRequest;
import com.google.cloud.tasks.v2beta2.ListQueuesRequest;
import com.google.cloud.tasks.v2beta2.ListQueuesResponse;
import com.google.cloud.tasks.v2beta2.PauseQueueRequest;
import com.google.cloud.tasks.v2beta2.PurgeQueueRequest;
import com.google.cloud.tasks.v2beta2.Queue;
import com.google.cloud.tasks.v2beta2.ResumeQueueRequest;
import com.google.cloud.tasks.v2beta2.UpdateQueueRequest;
import com.google.cloud.tasks.v2beta2.UploadQueueYamlRequest;
import com.google.protobuf.Empty;
import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.ByteStrings;
import io.github.cloudtasks.grpc.filter.Filter;
import io.github.cloudtasks.grpc.mask.ReadMask;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.queueyaml.QueueYaml;

/** What the methods on queues do. */
final class QueueCalls {
  private static final String STATS = "stats";

  private final CloudTasks engine;

  QueueCalls(CloudTasks engine) {
    this.engine = engine;
  }

  ListQueuesResponse listQueues(ListQueuesRequest request) {
    ReadMask mask = ReadMask.of(Queue.getDescriptor(), request.getReadMask());
    Filter filter = Filter.parse(Queue.getDescriptor(), request.getFilter());
    boolean readsStats = filter.reads(STATS);
    Page<io.github.cloudtasks.model.Queue> page =
        engine.listQueues(
            request.getParent(),
            queue -> filter.matches(toProto(queue, readsStats)),
            request.getFilter(),
            request.getPageSize(),
            request.getPageToken());
    ListQueuesResponse.Builder response = ListQueuesResponse.newBuilder().setNextPageToken(page.nextPageToken());
    page.items().forEach(queue -> response.addQueues(mask.apply(toProto(queue, mask.names(STATS)))));
    return response.build();
  }

  Queue getQueue(GetQueueRequest request) {
    ReadMask mask = ReadMask.of(Queue.getDescriptor(), request.getReadMask());
    return mask.apply(toProto(engine.getQueue(request.getName()), mask.names(STATS)));
  }

  Queue createQueue(CreateQueueRequest request) {
    Queue queue = request.getQueue();
    return QueueMapping.toProto(
        engine.createQueue(request.getParent(), queue.getName(), QueueMapping.fromProto(queue)));
  }

  /**
   * The mask, and what the request says outside of it, are checked before it counts whether the queue exists
   * (recorded).
   */
  Queue updateQueue(UpdateQueueRequest request) {
    Queue requested = request.getQueue();
    return QueueMapping.toProto(
        engine.updateQueue(
            requested.getName(),
            current -> {
              UpdateMask mask = updateMask(request);
              engine.checkQueue(QueueMapping.fromProto(requested));
              return new QueueUpdate(requested, mask).of(current);
            }));
  }

  Empty deleteQueue(DeleteQueueRequest request) {
    engine.deleteQueue(request.getName());
    return Empty.getDefaultInstance();
  }

  Queue purgeQueue(PurgeQueueRequest request) {
    return QueueMapping.toProto(engine.purgeQueue(request.getName()));
  }

  Queue pauseQueue(PauseQueueRequest request) {
    return QueueMapping.toProto(engine.pauseQueue(request.getName()));
  }

  Queue resumeQueue(ResumeQueueRequest request) {
    return QueueMapping.toProto(engine.resumeQueue(request.getName()));
  }

  Empty uploadQueueYaml(UploadQueueYamlRequest request) {
    if (!request.hasHttpBody()) {
      throw ApiException.invalidArgument();
    }
    QueueYaml yaml = QueueYaml.parse(ByteStrings.fromProto(request.getHttpBody().getData()));
    engine.uploadQueues(request.getAppId(), yaml.queues(), yaml.resumePausedQueues());
    return Empty.getDefaultInstance();
  }

  /** No mask, and one without paths, stand for all fields (documented: "If empty, then all fields will be updated"). */
  private static UpdateMask updateMask(UpdateQueueRequest request) {
    return request.getUpdateMask().getPathsCount() == 0
        ? UpdateMask.ALL
        : UpdateMask.of(Queue.getDescriptor(), request.getUpdateMask());
  }

  private Queue toProto(io.github.cloudtasks.model.Queue queue, boolean withStats) {
    return QueueMapping.toProto(queue, withStats ? engine.stats(queue) : null);
  }
}
