package io.github.cloudtasks.engine.spec;

import io.github.cloudtasks.engine.CloudTasks;

/**
 * The few rules in which the versions of the API differ. A door passes its dialect with {@link CloudTasks#forVersion};
 * nothing else in the engine knows about versions.
 *
 * @param version the id of the version, which is the first segment of its REST paths
 * @param rateField how messages name {@code maxDispatchesPerSecond}
 * @param concurrencyField how messages name {@code maxConcurrentDispatches}
 * @param relativeUriField how messages name the path of an App Engine request
 * @param kindField how messages name what makes a queue a push or a pull queue
 * @param burstIsSettable whether a caller's burst size counts; else it is derived from the rate
 * @param oneTargetPerQueue whether a queue has an App Engine target or an HTTP target but never both; its kind is then
 *     immutable, and App Engine payloads need the former
 * @param pullQueues what can be done with pull queues
 * @param appEngineTaskBytes the largest App Engine task, in bytes of its encoded form
 * @param pullTaskBytes the largest pull task, in bytes of its encoded form
 * @param permissionsOfMissingQueueAreEmpty whether TestIamPermissions answers for a queue that does not exist
 * @param retryDurationIsTruncated whether a fraction in {@code maxRetryDuration} is dropped; else it is refused
 */
public record Dialect(
        String version,
        String rateField,
        String concurrencyField,
        String relativeUriField,
        String kindField,
        boolean burstIsSettable,
        boolean oneTargetPerQueue,
        PullQueues pullQueues,
        int appEngineTaskBytes,
        int pullTaskBytes,
        boolean permissionsOfMissingQueueAreEmpty,
        boolean retryDurationIsTruncated) {

    /** What a version can do with pull queues. */
    public enum PullQueues {
        /** Everything. */
        LEASED,
        /** All but to make pull tasks and to lease them. */
        SHOWN,
        /** Nothing: to every call but one that needs its name, a pull queue is not there. */
        HIDDEN
    }

    /**
     * v2beta2. Field names and sizes are documented; that messages use these names is inferred. Sizes: 100 KB for App
     * Engine tasks, 1 MB for pull tasks (documented).
     */
    public static final Dialect V2BETA2 = new Dialect(
            "v2beta2",
            "maxTasksDispatchedPerSecond",
            "maxConcurrentTasks",
            "relative_url",
            "target_type",
            true,
            true,
            PullQueues.LEASED,
            100 * 1024,
            1024 * 1024,
            true,
            true);

    /** v2beta3: as v2, but for what its documentation says of bursts and of pull queues. */
    public static final Dialect V2BETA3 = new Dialect(
            "v2beta3",
            "maxDispatchesPerSecond",
            "maxConcurrentDispatches",
            "relative_uri",
            "type",
            true,
            false,
            PullQueues.SHOWN,
            Limits.MAX_TASK_BYTES,
            Limits.MAX_TASK_BYTES,
            false,
            false);

    /** v2, the version that was recorded; of pull queues it knows nothing (documented). */
    public static final Dialect V2 = new Dialect(
            "v2",
            "maxDispatchesPerSecond",
            "maxConcurrentDispatches",
            "relative_uri",
            "type",
            false,
            false,
            PullQueues.HIDDEN,
            Limits.MAX_TASK_BYTES,
            Limits.MAX_TASK_BYTES,
            false,
            false);

    /** Of saved queues and tasks, whichever version they were made in: v2beta3's words, and what any version can do. */
    public static final Dialect SAVED_STATE = new Dialect(
            "v2beta3",
            V2BETA3.rateField(),
            V2BETA3.concurrencyField(),
            V2BETA3.relativeUriField(),
            V2BETA3.kindField(),
            true,
            false,
            PullQueues.LEASED,
            V2BETA3.appEngineTaskBytes(),
            V2BETA3.pullTaskBytes(),
            false,
            true);
}
