package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import io.github.cloudtasks.proto.v2beta2.Task;
import java.util.function.Function;

/** How v2beta2 words what v2beta3 has: most of it in the same words, and the rest by the rules of this package. */
final class V2beta2Translation {
    static final io.github.cloudtasks.proto.v2beta3.Queue V2BETA3_QUEUE =
            io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance();
    static final io.github.cloudtasks.proto.v2beta3.Task V2BETA3_TASK =
            io.github.cloudtasks.proto.v2beta3.Task.getDefaultInstance();

    /** What queues and tasks are made of. */
    static final Translation PARTS = Translation.PLAIN
            .with(
                    io.github.cloudtasks.proto.v2beta3.RateLimits.getDefaultInstance(),
                    RateLimits.getDefaultInstance(),
                    RateLimitsTranslation::toV2beta2,
                    RateLimitsTranslation::toV2beta3)
            .with(
                    io.github.cloudtasks.proto.v2beta3.RetryConfig.getDefaultInstance(),
                    RetryConfig.getDefaultInstance(),
                    RetryConfigTranslation::toV2beta2,
                    RetryConfigTranslation::toV2beta3)
            .with(
                    io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest.getDefaultInstance(),
                    AppEngineHttpRequest.getDefaultInstance(),
                    AppEngineRequestTranslation::toV2beta2,
                    AppEngineRequestTranslation::toV2beta3);

    /** Between v2beta3's messages and v2beta2's. */
    static final Translation TRANSLATION = PARTS.with(
                    V2BETA3_QUEUE, Queue.getDefaultInstance(), QueueTranslation::toV2beta2, QueueTranslation::toV2beta3)
            .with(V2BETA3_TASK, Task.getDefaultInstance(), TaskTranslation::toV2beta2, TaskTranslation::toV2beta3);

    /** Tasks in answers. */
    static final Function<io.github.cloudtasks.proto.v2beta3.Task, Task> TASK =
            TRANSLATION.between(V2BETA3_TASK, Task.getDefaultInstance());

    private V2beta2Translation() {}
}
