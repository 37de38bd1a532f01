package io.github.cloudtasks.model.queue;

import io.github.cloudtasks.model.AppEngineRouting;
import org.jspecify.annotations.Nullable;

/**
 * The kind of a queue, and its overrides for the tasks.
 *
 * <p>In v2 and v2beta3 a push queue can have an App Engine override and an HTTP target at the same time. v2beta2 shows
 * only one of them: the HTTP target if there is one.
 */
public sealed interface Target {

    /** The target of a push queue, whose tasks are delivered over HTTP. Both overrides can be null. */
    record PushTarget(
            @Nullable AppEngineRouting appEngineRoutingOverride,
            @Nullable HttpTarget httpTarget) implements Target {
        /** A target without overrides. */
        public static final PushTarget PLAIN = new PushTarget(null, null);
    }

    /** The target of a pull queue, whose tasks are leased by workers. */
    record PullTarget() implements Target {}
}
