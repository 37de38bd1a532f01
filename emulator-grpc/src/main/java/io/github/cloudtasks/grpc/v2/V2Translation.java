package io.github.cloudtasks.grpc.v2;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.grpc.v2beta3.QueueWords;
import io.github.cloudtasks.proto.v2.AppEngineRouting;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpQueue;
import java.util.function.Function;

/** How v2 words what v2beta3 has: with fewer fields and other numbers, and an App Engine override in another place. */
final class V2Translation implements QueueWords {
    private static final io.github.cloudtasks.proto.v2beta3.Queue V2BETA3_QUEUE =
            io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance();
    private static final io.github.cloudtasks.proto.v2beta3.AppEngineRouting V2BETA3_ROUTING =
            io.github.cloudtasks.proto.v2beta3.AppEngineRouting.getDefaultInstance();

    private static final Function<io.github.cloudtasks.proto.v2beta3.Queue, Queue> QUEUE =
            Translation.PLAIN.between(V2BETA3_QUEUE, Queue.getDefaultInstance());
    private static final Function<Queue, io.github.cloudtasks.proto.v2beta3.Queue> QUEUE_BACK =
            Translation.PLAIN.between(Queue.getDefaultInstance(), V2BETA3_QUEUE);
    private static final Function<io.github.cloudtasks.proto.v2beta3.AppEngineRouting, AppEngineRouting> ROUTING =
            Translation.PLAIN.between(V2BETA3_ROUTING, AppEngineRouting.getDefaultInstance());
    private static final Function<AppEngineRouting, io.github.cloudtasks.proto.v2beta3.AppEngineRouting> ROUTING_BACK =
            Translation.PLAIN.between(AppEngineRouting.getDefaultInstance(), V2BETA3_ROUTING);

    /** Between v2beta3's messages and v2's. */
    static final Translation TRANSLATION = Translation.PLAIN.with(
            V2BETA3_QUEUE, Queue.getDefaultInstance(), V2Translation::toV2, V2Translation::toV2beta3);

    @Override
    public Descriptor descriptor() {
        return Queue.getDescriptor();
    }

    @Override
    public Message toOwn(io.github.cloudtasks.proto.v2beta3.Queue queue) {
        return toV2(queue);
    }

    @Override
    public io.github.cloudtasks.proto.v2beta3.Queue toV2beta3(Message own) {
        return toV2beta3((Queue) own);
    }

    private static Queue toV2(io.github.cloudtasks.proto.v2beta3.Queue queue) {
        Queue translated = QUEUE.apply(queue);
        AppEngineHttpQueue appEngine = queue.getAppEngineHttpQueue();
        return appEngine.hasAppEngineRoutingOverride()
                ? translated.toBuilder()
                        .setAppEngineRoutingOverride(ROUTING.apply(appEngine.getAppEngineRoutingOverride()))
                        .build()
                : translated;
    }

    private static io.github.cloudtasks.proto.v2beta3.Queue toV2beta3(Queue queue) {
        io.github.cloudtasks.proto.v2beta3.Queue translated = QUEUE_BACK.apply(queue);
        return queue.hasAppEngineRoutingOverride()
                ? translated.toBuilder()
                        .setAppEngineHttpQueue(AppEngineHttpQueue.newBuilder()
                                .setAppEngineRoutingOverride(ROUTING_BACK.apply(queue.getAppEngineRoutingOverride())))
                        .build()
                : translated;
    }
}
