package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.proto.v2beta3.QueueStats;

/** Statistics of queues. */
final class StatsMapping {

    private StatsMapping() {}

    /** The statistics in an answer. */
    static QueueStats toProto(io.github.cloudtasks.model.queue.QueueStats stats) {
        QueueStats.Builder proto = QueueStats.newBuilder()
                .setTasksCount(stats.tasksCount())
                .setExecutedLastMinuteCount(stats.executedLastMinuteCount())
                .setConcurrentDispatchesCount(stats.concurrentDispatchesCount())
                .setEffectiveExecutionRate(stats.effectiveExecutionRate());
        if (stats.oldestEstimatedArrivalTime() != null) {
            proto.setOldestEstimatedArrivalTime(TimeConverter.toProto(stats.oldestEstimatedArrivalTime()));
        }
        return proto.build();
    }
}
