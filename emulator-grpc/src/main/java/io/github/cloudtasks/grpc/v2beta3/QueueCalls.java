package io.github.cloudtasks.grpc.v2beta3;

import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.filter.Filter;
import io.github.cloudtasks.grpc.mask.ReadMask;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.proto.v2beta3.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta3.DeleteQueueRequest;
import io.github.cloudtasks.proto.v2beta3.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta3.ListQueuesRequest;
import io.github.cloudtasks.proto.v2beta3.ListQueuesResponse;
import io.github.cloudtasks.proto.v2beta3.PauseQueueRequest;
import io.github.cloudtasks.proto.v2beta3.PurgeQueueRequest;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.ResumeQueueRequest;
import io.github.cloudtasks.proto.v2beta3.UpdateQueueRequest;

/** What the methods on queues do. */
final class QueueCalls {
    private static final String STATS = "stats";

    private final CloudTasks engine;
    private final QueueWords words;

    QueueCalls(CloudTasks engine, QueueWords words) {
        this.engine = engine;
        this.words = words;
    }

    ListQueuesResponse listQueues(ListQueuesRequest request) {
        ReadMask mask = ReadMask.of(words.descriptor(), request.getReadMask());
        Filter filter = Filter.parse(words.descriptor(), request.getFilter());
        boolean readsStats = filter.reads(STATS);
        Page<io.github.cloudtasks.model.queue.Queue> page = engine.queues().listQueues(
                request.getParent(),
                queue -> filter.isEmpty() || filter.matches(words.toOwn(toProto(queue, readsStats))),
                request.getFilter(),
                request.getPageSize(),
                request.getPageToken());
        ListQueuesResponse.Builder response = ListQueuesResponse.newBuilder().setNextPageToken(page.nextPageToken());
        page.items().forEach(queue -> response.addQueues(masked(queue, mask)));
        return response.build();
    }

    Queue getQueue(GetQueueRequest request) {
        ReadMask mask = ReadMask.of(words.descriptor(), request.getReadMask());
        return masked(engine.queues().getQueue(request.getName()), mask);
    }

    Queue createQueue(CreateQueueRequest request) {
        Queue queue = request.getQueue();
        return shown(engine.queues().createQueue(request.getParent(), queue.getName(), QueueMapping.fromProto(queue)));
    }

    /**
     * The mask, and what the request says outside of it, are checked before it counts whether the queue exists
     * (recorded).
     */
    Queue updateQueue(UpdateQueueRequest request) {
        Queue requested = request.getQueue();
        return shown(engine.queues().updateQueue(requested.getName(), current -> {
            UpdateMask mask = updateMask(request);
            engine.queues().checkQueue(QueueMapping.fromProto(requested));
            return new QueueUpdate(words, requested, mask).of(current);
        }));
    }

    Empty deleteQueue(DeleteQueueRequest request) {
        engine.queues().deleteQueue(request.getName());
        return Empty.getDefaultInstance();
    }

    Queue purgeQueue(PurgeQueueRequest request) {
        return shown(engine.queues().purgeQueue(request.getName()));
    }

    Queue pauseQueue(PauseQueueRequest request) {
        return shown(engine.queues().pauseQueue(request.getName()));
    }

    Queue resumeQueue(ResumeQueueRequest request) {
        return shown(engine.queues().resumeQueue(request.getName()));
    }

    /** No mask stands for all fields (recorded). */
    private UpdateMask updateMask(UpdateQueueRequest request) {
        FieldMask mask = request.getUpdateMask();
        boolean all = !request.hasUpdateMask() || (mask.getPathsCount() == 0 && words.emptyMaskIsAll());
        return all ? UpdateMask.ALL : UpdateMask.of(words.descriptor(), mask);
    }

    private Queue masked(io.github.cloudtasks.model.queue.Queue queue, ReadMask mask) {
        Queue whole = toProto(queue, mask.names(STATS));
        return mask.showsAll() ? whole : words.toV2beta3(mask.apply(words.toOwn(whole)));
    }

    private Queue toProto(io.github.cloudtasks.model.queue.Queue queue, boolean withStats) {
        return QueueMapping.toProto(queue, withStats ? engine.queues().stats(queue) : null);
    }

    private static Queue shown(io.github.cloudtasks.model.queue.Queue queue) {
        return QueueMapping.toProto(queue, null);
    }
}
