package io.github.cloudtasks.grpc.v2beta2;

import static io.github.cloudtasks.proto.v2beta3.Queue.Type.PULL;
import static io.github.cloudtasks.proto.v2beta3.Queue.Type.PUSH;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.grpc.v2beta3.QueueWords;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpTarget;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.Queue.TargetTypeCase;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Queues, which have one of three targets here. A push queue shows its HTTP target, or else its App Engine target. */
final class QueueTranslation implements QueueWords {
    private static final Function<io.github.cloudtasks.proto.v2beta3.Queue, Queue> PLAIN =
            V2beta2Translation.PARTS.between(V2beta2Translation.V2BETA3_QUEUE, Queue.getDefaultInstance());
    private static final Function<Queue, io.github.cloudtasks.proto.v2beta3.Queue> PLAIN_BACK =
            V2beta2Translation.PARTS.between(Queue.getDefaultInstance(), V2beta2Translation.V2BETA3_QUEUE);
    private static final Function<AppEngineHttpQueue, AppEngineHttpTarget> APP_ENGINE = Translation.PLAIN.between(
            AppEngineHttpQueue.getDefaultInstance(), AppEngineHttpTarget.getDefaultInstance());
    private static final Function<AppEngineHttpTarget, AppEngineHttpQueue> APP_ENGINE_BACK = Translation.PLAIN.between(
            AppEngineHttpTarget.getDefaultInstance(), AppEngineHttpQueue.getDefaultInstance());

    static Queue toV2beta2(io.github.cloudtasks.proto.v2beta3.Queue queue) {
        Queue.Builder translated = PLAIN.apply(queue).toBuilder();
        if (queue.getType() == PULL) {
            translated.setPullTarget(PullTarget.getDefaultInstance());
        } else if (queue.getType() == PUSH && !queue.hasHttpTarget()) {
            translated.setAppEngineHttpTarget(APP_ENGINE.apply(queue.getAppEngineHttpQueue()));
        }
        return translated.build();
    }

    static io.github.cloudtasks.proto.v2beta3.Queue toV2beta3(Queue queue) {
        io.github.cloudtasks.proto.v2beta3.Queue.Builder translated = PLAIN_BACK.apply(queue).toBuilder();
        switch (queue.getTargetTypeCase()) {
            case PULL_TARGET -> translated.setType(PULL);
            case HTTP_TARGET -> translated.setType(PUSH);
            case APP_ENGINE_HTTP_TARGET ->
                translated.setType(PUSH).setAppEngineHttpQueue(APP_ENGINE_BACK.apply(queue.getAppEngineHttpTarget()));
            case TARGETTYPE_NOT_SET -> {}
        }
        return translated.build();
    }

    @Override
    public Descriptor descriptor() {
        return Queue.getDescriptor();
    }

    @Override
    public Message toOwn(io.github.cloudtasks.proto.v2beta3.Queue queue) {
        return toV2beta2(queue);
    }

    @Override
    public io.github.cloudtasks.proto.v2beta3.Queue toV2beta3(Message own) {
        return toV2beta3((Queue) own);
    }

    @Override
    public String ratePath() {
        return "rate_limits.max_tasks_dispatched_per_second";
    }

    /** Documented: "If empty, then all fields will be updated". */
    @Override
    public boolean emptyMaskIsAll() {
        return true;
    }

    /** To clear a target is to empty it: its kind cannot change (documented). */
    @Override
    public Message masked(Message merged, Message before) {
        Queue queue = (Queue) merged;
        return queue.getTargetTypeCase() == TargetTypeCase.TARGETTYPE_NOT_SET
                ? withEmptyTarget(((Queue) before).getTargetTypeCase(), queue)
                : queue;
    }

    /**
     * An update without a target leaves it. Other versions have a sampling ratio, and an App Engine override next to an
     * HTTP target, which have no name here.
     */
    @Override
    public NewQueue updated(NewQueue asked, io.github.cloudtasks.model.queue.Queue current) {
        return new NewQueue(
                keepingOverride(asked.target(), current.target()),
                asked.rateLimits(),
                asked.retryConfig(),
                asked.taskTtl(),
                asked.tombstoneTtl(),
                current.samplingRatio());
    }

    private static Queue withEmptyTarget(TargetTypeCase kind, Queue queue) {
        Queue.Builder emptied = queue.toBuilder();
        switch (kind) {
            case APP_ENGINE_HTTP_TARGET -> emptied.setAppEngineHttpTarget(AppEngineHttpTarget.getDefaultInstance());
            case HTTP_TARGET -> emptied.setHttpTarget(HttpTarget.getDefaultInstance());
            case PULL_TARGET -> emptied.setPullTarget(PullTarget.getDefaultInstance());
            case TARGETTYPE_NOT_SET -> {}
        }
        return emptied.build();
    }

    private static @Nullable Target keepingOverride(@Nullable Target asked, Target current) {
        if (asked instanceof PushTarget after
                && after.httpTarget() != null
                && current instanceof PushTarget before
                && before.httpTarget() != null) {
            return new PushTarget(before.appEngineRoutingOverride(), after.httpTarget());
        }
        return asked;
    }
}
