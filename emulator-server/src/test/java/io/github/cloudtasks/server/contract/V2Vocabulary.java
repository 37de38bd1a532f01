package io.github.cloudtasks.server.contract;

import io.github.cloudtasks.proto.v2.AppEngineRouting;
import io.github.cloudtasks.proto.v2.Queue;

/** The message differences of v2: its queues have no type, since all are push queues. */
final class V2Vocabulary {
    private static final io.github.cloudtasks.proto.v2beta3.Queue V2BETA3 =
            io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance();

    static final MessageTranslation TRANSLATION = MessageTranslation.PLAIN.with(
            V2BETA3, Queue.getDefaultInstance(), V2Vocabulary::toVersion, V2Vocabulary::fromVersion);

    private V2Vocabulary() {}

    private static Queue toVersion(io.github.cloudtasks.proto.v2beta3.Queue queue) {
        Queue.Builder translated =
                MessageTranslation.PLAIN.between(queue, Queue.getDefaultInstance()).apply(queue).toBuilder();
        if (queue.getAppEngineHttpQueue().hasAppEngineRoutingOverride()) {
            io.github.cloudtasks.proto.v2beta3.AppEngineRouting routing =
                    queue.getAppEngineHttpQueue().getAppEngineRoutingOverride();
            translated.setAppEngineRoutingOverride(AppEngineRouting.newBuilder()
                    .setService(routing.getService())
                    .setVersion(routing.getVersion())
                    .setInstance(routing.getInstance())
                    .setHost(routing.getHost()));
        }
        return translated.build();
    }

    private static io.github.cloudtasks.proto.v2beta3.Queue fromVersion(Queue queue) {
        io.github.cloudtasks.proto.v2beta3.Queue.Builder translated =
                MessageTranslation.PLAIN.between(queue, V2BETA3).apply(queue).toBuilder();
        translated.setType(io.github.cloudtasks.proto.v2beta3.Queue.Type.PUSH);
        if (queue.hasAppEngineRoutingOverride()) {
            AppEngineRouting routing = queue.getAppEngineRoutingOverride();
            translated
                    .getAppEngineHttpQueueBuilder()
                    .getAppEngineRoutingOverrideBuilder()
                    .setService(routing.getService())
                    .setVersion(routing.getVersion())
                    .setInstance(routing.getInstance())
                    .setHost(routing.getHost());
        }
        return translated.build();
    }
}
