package io.github.cloudtasks.model.queue;

import io.github.cloudtasks.model.AppEngineRouting;
import org.jspecify.annotations.Nullable;

/**
 * What kind of queue it is, and what it does with its tasks' payloads.
 *
 * <p>v2beta2 shows one of three targets; v2 and v2beta3 let a push queue have an App Engine override and an HTTP target
 * at once. So push is one kind with two optional parts here, and v2beta2 shows the HTTP target where there is one.
 */
public sealed interface Target {

    /** The service delivers tasks over HTTP. */
    record PushTarget(
            @Nullable AppEngineRouting appEngineRoutingOverride,
            @Nullable HttpTarget httpTarget) implements Target {
        /** No override of any kind. */
        public static final PushTarget PLAIN = new PushTarget(null, null);
    }

    /** Workers lease tasks. */
    record PullTarget() implements Target {}
}
