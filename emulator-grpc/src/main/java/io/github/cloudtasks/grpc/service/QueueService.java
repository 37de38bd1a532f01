package io.github.cloudtasks.grpc.service;

import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.QueueApi;
import io.github.cloudtasks.grpc.filter.Filter;
import io.github.cloudtasks.grpc.mask.ReadMask;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.queue.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The methods on queues, for any API version. A version supplies the converter of its Queue message and takes the
 * parameters from its request messages.
 *
 * @param <Q> the version's Queue message
 */
public final class QueueService<Q extends Message> {
    private static final String STATS = "stats";

    private final QueueApi engine;
    private final QueueConverter<Q> converter;

    /** Creates the methods on an engine in the version's dialect. */
    public QueueService(CloudTasks engine, QueueConverter<Q> converter) {
        this.engine = engine.queues();
        this.converter = converter;
    }

    /**
     * Lists queues.
     *
     * @param readMask the default instance in versions without read masks
     */
    public Page<Q> list(String parent, String filterText, int pageSize, String pageToken, FieldMask readMask) {
        ReadMask mask = ReadMask.of(converter.descriptor(), readMask);
        Filter filter = Filter.parse(converter.descriptor(), filterText);
        boolean readsStats = filter.reads(STATS);
        Page<Queue> page = engine.listQueues(
                parent,
                queue -> filter.isEmpty() || filter.matches(toProto(queue, readsStats)),
                filterText,
                pageSize,
                pageToken);
        return new Page<>(
                page.items().stream().map(queue -> masked(queue, mask)).toList(), page.nextPageToken());
    }

    /**
     * Returns a queue.
     *
     * @param readMask the default instance in versions without read masks
     */
    public Q get(String name, FieldMask readMask) {
        ReadMask mask = ReadMask.of(converter.descriptor(), readMask);
        return masked(engine.getQueue(name), mask);
    }

    /**
     * Creates a queue.
     *
     * @param name the name in {@code queue}
     */
    public Q create(String parent, String name, Q queue) {
        converter.checkPullQueue(queue);
        return toProto(engine.createQueue(parent, name, converter.fromProto(queue)), false);
    }

    /**
     * Updates or creates a queue. The mask is checked, and the whole request is checked, before the queue is looked up
     * (recorded).
     *
     * @param name the name in {@code requested}
     * @param updateMask null if the request has none, which means all fields (recorded)
     */
    public Q update(String name, Q requested, @Nullable FieldMask updateMask) {
        Queue updated = engine.updateQueue(name, current -> {
            UpdateMask mask = updateMask(updateMask);
            engine.checkQueue(converter.fromProto(requested));
            return new QueueUpdate<>(converter, requested, mask).of(current);
        });
        return toProto(updated, false);
    }

    public Empty delete(String name) {
        engine.deleteQueue(name);
        return Empty.getDefaultInstance();
    }

    public Q purge(String name) {
        return toProto(engine.purgeQueue(name), false);
    }

    public Q pause(String name) {
        return toProto(engine.pauseQueue(name), false);
    }

    public Q resume(String name) {
        return toProto(engine.resumeQueue(name), false);
    }

    private UpdateMask updateMask(@Nullable FieldMask mask) {
        if (mask == null || (mask.getPathsCount() == 0 && converter.emptyMaskIsAll())) {
            return UpdateMask.ALL;
        }
        return UpdateMask.of(converter.descriptor(), mask);
    }

    private Q masked(Queue queue, ReadMask mask) {
        return mask.apply(toProto(queue, mask.names(STATS)));
    }

    private Q toProto(Queue queue, boolean withStats) {
        return converter.toProto(queue, withStats ? engine.stats(queue) : null);
    }
}
