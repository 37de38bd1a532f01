package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredPullTarget;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredPushTarget;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredQueue;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredQueueState;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredRateLimits;

/** Encodes queues, without their names. */
final class QueueCodec {
    private QueueCodec() {}

    static byte[] encode(Queue queue) {
        StoredQueue.Builder message = StoredQueue.newBuilder()
                .setRateLimits(encode(queue.rateLimits()))
                .setRetryConfig(SettingsCodec.encode(queue.retryConfig()))
                .setState(encode(queue.state()))
                .setTaskTtl(TimeCodec.encode(queue.taskTtl()))
                .setTombstoneTtl(TimeCodec.encode(queue.tombstoneTtl()));
        switch (queue.target()) {
            case PushTarget push -> message.setPushTarget(encode(push));
            case PullTarget pull -> message.setPullTarget(StoredPullTarget.getDefaultInstance());
        }
        if (queue.purgeTime() != null) {
            message.setPurgeTime(TimeCodec.micros(queue.purgeTime()))
                    .setPurgeTimeNanos(TimeCodec.nanos(queue.purgeTime()));
        }
        if (queue.samplingRatio() != null) {
            message.setSamplingRatio(queue.samplingRatio());
        }
        return message.build().toByteArray();
    }

    /**
     * Decodes a queue.
     *
     * @param name becomes part of the queue
     * @throws StoredValueException if the bytes are not a queue
     */
    static Queue decode(QueueName name, byte[] bytes) throws StoredValueException {
        try {
            return fromMessage(name, MessageCodec.parse(StoredQueue.parser(), bytes));
        } catch (StoredValueException e) {
            throw e.in("queue " + name);
        }
    }

    private static Queue fromMessage(QueueName name, StoredQueue message) throws StoredValueException {
        if (!message.hasRateLimits()
                || !message.hasRetryConfig()
                || !message.hasTaskTtl()
                || !message.hasTombstoneTtl()) {
            throw new StoredValueException("the rate limits, the retry config or a TTL is missing");
        }
        return new Queue(
                name,
                target(message),
                decode(message.getRateLimits()),
                SettingsCodec.decode(message.getRetryConfig()),
                decode(message.getState()),
                message.hasPurgeTime() ? TimeCodec.decode(message.getPurgeTime(), message.getPurgeTimeNanos()) : null,
                TimeCodec.decode(message.getTaskTtl()),
                TimeCodec.decode(message.getTombstoneTtl()),
                message.hasSamplingRatio() ? message.getSamplingRatio() : null);
    }

    private static StoredPushTarget encode(PushTarget target) {
        StoredPushTarget.Builder message = StoredPushTarget.newBuilder();
        if (target.appEngineRoutingOverride() != null) {
            message.setAppEngineRoutingOverride(SettingsCodec.encode(target.appEngineRoutingOverride()));
        }
        if (target.httpTarget() != null) {
            message.setHttpTarget(HttpTargetCodec.encode(target.httpTarget()));
        }
        return message.build();
    }

    private static Target target(StoredQueue message) throws StoredValueException {
        return switch (message.getTargetCase()) {
            case PUSH_TARGET -> decode(message.getPushTarget());
            case PULL_TARGET -> new PullTarget();
            case TARGET_NOT_SET -> throw new StoredValueException("the target is missing or of an unknown kind");
        };
    }

    private static PushTarget decode(StoredPushTarget message) throws StoredValueException {
        if (!message.hasAppEngineRoutingOverride() && !message.hasHttpTarget()) {
            return PushTarget.PLAIN;
        }
        return new PushTarget(
                message.hasAppEngineRoutingOverride()
                        ? SettingsCodec.decode(message.getAppEngineRoutingOverride())
                        : null,
                message.hasHttpTarget() ? HttpTargetCodec.decode(message.getHttpTarget()) : null);
    }

    private static StoredRateLimits encode(RateLimits limits) {
        return StoredRateLimits.newBuilder()
                .setMaxDispatchesPerSecond(limits.maxDispatchesPerSecond())
                .setMaxBurstSize(limits.maxBurstSize())
                .setMaxConcurrentDispatches(limits.maxConcurrentDispatches())
                .build();
    }

    private static RateLimits decode(StoredRateLimits message) {
        return new RateLimits(
                message.getMaxDispatchesPerSecond(), message.getMaxBurstSize(), message.getMaxConcurrentDispatches());
    }

    private static StoredQueueState encode(QueueState state) {
        return switch (state) {
            case RUNNING -> StoredQueueState.QUEUE_STATE_RUNNING;
            case PAUSED -> StoredQueueState.QUEUE_STATE_PAUSED;
            case DISABLED -> StoredQueueState.QUEUE_STATE_DISABLED;
        };
    }

    private static QueueState decode(StoredQueueState state) throws StoredValueException {
        return switch (state) {
            case QUEUE_STATE_RUNNING -> QueueState.RUNNING;
            case QUEUE_STATE_PAUSED -> QueueState.PAUSED;
            case QUEUE_STATE_DISABLED -> QueueState.DISABLED;
            case QUEUE_STATE_UNSPECIFIED, UNRECOGNIZED ->
                throw new StoredValueException("the state is missing or unknown");
        };
    }
}
