package io.github.cloudtasks.engine.spec;

/**
 * The rules in which the API versions differ, as data. An API selects its dialect with {@code CloudTasks.forVersion}.
 * Nothing else in the engine depends on the version.
 *
 * @param version the id of the version, as in REST paths
 * @param rateField the name of {@code maxDispatchesPerSecond} in error messages
 * @param concurrencyField the name of {@code maxConcurrentDispatches} in error messages
 * @param relativeUriField the name of the path of an App Engine request in error messages
 * @param kindField the name of the field that makes a queue a push or a pull queue in error messages
 * @param burstIsSettable whether a caller can set the burst size; otherwise it is derived from the rate
 * @param oneTargetPerQueue whether a queue has either an App Engine target or an HTTP target; the kind of target is
 *     then immutable, and App Engine tasks need an App Engine target
 * @param pullQueues the support for pull queues
 * @param appEngineTaskBytes the largest encoded App Engine task, in bytes
 * @param pullTaskBytes the largest encoded pull task, in bytes
 * @param permissionsOfMissingQueueAreEmpty whether TestIamPermissions returns an empty list for a missing queue;
 *     otherwise NOT_FOUND
 * @param retryDurationIsTruncated whether {@code maxRetryDuration} is truncated to whole seconds; otherwise a fraction
 *     is rejected
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

    /** The support of an API version for pull queues. */
    public enum PullQueues {
        /** Full support. */
        LEASABLE,
        /** No pull tasks can be created or leased. */
        VISIBLE,
        /** No method finds a pull queue, but its name is in use. */
        HIDDEN
    }

    /** v2beta2. The field names are documented; their use in error messages is inferred. */
    public static final Dialect V2BETA2 = new Dialect(
            "v2beta2",
            "maxTasksDispatchedPerSecond",
            "maxConcurrentTasks",
            "relative_url",
            "target_type",
            true,
            true,
            PullQueues.LEASABLE,
            Limits.MAX_V2BETA2_APP_ENGINE_TASK_BYTES,
            Limits.MAX_V2BETA2_PULL_TASK_BYTES,
            true,
            true);

    /** v2beta3. Differs from v2 in burst sizes and pull queues (documented). */
    public static final Dialect V2BETA3 = new Dialect(
            "v2beta3",
            "maxDispatchesPerSecond",
            "maxConcurrentDispatches",
            "relative_uri",
            "type",
            true,
            false,
            PullQueues.VISIBLE,
            Limits.MAX_TASK_BYTES,
            Limits.MAX_TASK_BYTES,
            false,
            false);

    /** v2, from which responses were recorded. It has no pull queues (documented). */
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

    /** The dialect of saved queues and tasks: the field names of v2beta3, and everything that any version allows. */
    public static final Dialect SAVED_STATE = new Dialect(
            "v2beta3",
            V2BETA3.rateField(),
            V2BETA3.concurrencyField(),
            V2BETA3.relativeUriField(),
            V2BETA3.kindField(),
            true,
            false,
            PullQueues.LEASABLE,
            V2BETA3.appEngineTaskBytes(),
            V2BETA2.pullTaskBytes(),
            false,
            true);
}
