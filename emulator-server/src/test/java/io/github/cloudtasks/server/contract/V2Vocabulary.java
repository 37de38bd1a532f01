package io.github.cloudtasks.server.contract;

import io.github.cloudtasks.proto.v2.AppEngineRouting;
import io.github.cloudtasks.proto.v2.Queue;

/** v2 as a client writes and reads it: its queues have no type, for all are push queues. */
final class V2Vocabulary {
    private static final io.github.cloudtasks.proto.v2beta3.Queue V2BETA3 =
            io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance();

    static final MessageTranslation TRANSLATION = MessageTranslation.PLAIN.with(
            V2BETA3, Queue.getDefaultInstance(), V2Vocabulary::spoken, V2Vocabulary::heard);

    private V2Vocabulary() {}

    private static Queue spoken(io.github.cloudtasks.proto.v2beta3.Queue queue) {
        Queue.Builder spoken =
                MessageTranslation.PLAIN.between(queue, Queue.getDefaultInstance()).apply(queue).toBuilder();
        if (queue.getAppEngineHttpQueue().hasAppEngineRoutingOverride()) {
            io.github.cloudtasks.proto.v2beta3.AppEngineRouting routing =
                    queue.getAppEngineHttpQueue().getAppEngineRoutingOverride();
            spoken.setAppEngineRoutingOverride(AppEngineRouting.newBuilder()
                    .setService(routing.getService())
                    .setVersion(routing.getVersion())
                    .setInstance(routing.getInstance())
                    .setHost(routing.getHost()));
        }
        return spoken.build();
    }

    private static io.github.cloudtasks.proto.v2beta3.Queue heard(Queue queue) {
        io.github.cloudtasks.proto.v2beta3.Queue.Builder heard =
                MessageTranslation.PLAIN.between(queue, V2BETA3).apply(queue).toBuilder();
        heard.setType(io.github.cloudtasks.proto.v2beta3.Queue.Type.PUSH);
        if (queue.hasAppEngineRoutingOverride()) {
            AppEngineRouting routing = queue.getAppEngineRoutingOverride();
            heard.getAppEngineHttpQueueBuilder()
                    .getAppEngineRoutingOverrideBuilder()
                    .setService(routing.getService())
                    .setVersion(routing.getVersion())
                    .setInstance(routing.getInstance())
                    .setHost(routing.getHost());
        }
        return heard.build();
    }
}
