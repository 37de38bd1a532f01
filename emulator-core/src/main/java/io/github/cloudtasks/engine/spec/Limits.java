package io.github.cloudtasks.engine.spec;

import java.time.Duration;

/**
 * The numbers of the service: limits, ranges and defaults. Users can change those of the record; the constants are
 * fixed. Every constant states its source.
 *
 * @param queueNameReuse how long the name of a deleted queue is blocked; zero or more (documented: 7 days)
 * @param taskNameReuse how long the name of a deleted or finished task is blocked, unless its queue has a tombstone
 *     TTL; zero or more (documented: 1 hour, the default of {@code tombstone_ttl})
 * @param leaseCallsPerSecond how many LeaseTasks requests per second a queue accepts; 0 for no limit (documented: 10)
 * @param hardResetOnPurge whether a purge also releases all blocked task names of the queue (unlike; for users of other
 *     emulators)
 * @param autoCreateQueues whether a request to a missing queue creates it (unlike)
 * @param strict whether restrictions that hinder local work are enforced: no tokens for {@code http://} targets, only
 *     addresses of service accounts, only regions of the service
 * @param anyOAuthHost whether OAuth tokens are sent to any host; otherwise only to {@code googleapis.com} (recorded)
 * @param storedBytes the memory that queues, tasks, blocked names and policies may take together, in bytes; above it,
 *     whatever would add to them is RESOURCE_EXHAUSTED (unlike). {@link Long#MAX_VALUE} means that it was not chosen
 */
public record Limits(
        Duration queueNameReuse,
        Duration taskNameReuse,
        int leaseCallsPerSecond,
        boolean hardResetOnPurge,
        boolean autoCreateQueues,
        boolean strict,
        boolean anyOAuthHost,
        long storedBytes) {

    /** The limits of the service, except that {@link #strict} is off. */
    public static final Limits DEFAULTS =
            new Limits(Duration.ofDays(7), Duration.ofHours(1), 10, false, false, false, false, Long.MAX_VALUE);

    // Queues. Recorded unless stated otherwise.

    public static final double MAX_DISPATCHES_PER_SECOND = 500;
    public static final int MAX_CONCURRENT_DISPATCHES = 5000;
    public static final int DEFAULT_CONCURRENT_DISPATCHES = 1000;

    /** The {@code maxConcurrentDispatches} of pull queues, which means unlimited (documented). */
    public static final int PULL_QUEUE_CONCURRENCY = -1;

    /** Documented. */
    public static final int MAX_BURST_SIZE = 500;

    /** A burst size that is not set is the rate divided by this, at least {@link #MIN_DERIVED_BURST}. */
    public static final int DERIVED_BURST_DIVISOR = 5;

    public static final int MIN_DERIVED_BURST = 10;

    public static final int DEFAULT_MAX_ATTEMPTS = 100;
    public static final Duration DEFAULT_MIN_BACKOFF = Duration.ofMillis(100);
    public static final Duration DEFAULT_MAX_BACKOFF = Duration.ofHours(1);
    public static final int DEFAULT_MAX_DOUBLINGS = 16;
    public static final int MAX_QUEUE_ID_LENGTH = 100;

    /** The same as for queue ids (inferred). */
    public static final int MAX_PROJECT_ID_LENGTH = 100;

    /** The same as for queue ids (inferred). */
    public static final int MAX_LOCATION_ID_LENGTH = 100;

    // Lifetimes of tasks and of their names. Documented unless stated otherwise.

    public static final Duration DEFAULT_TASK_TTL = Duration.ofDays(31);
    public static final Duration MIN_TASK_TTL = Duration.ofDays(10);
    public static final Duration MAX_TASK_TTL = Duration.ofDays(3650);
    public static final Duration MIN_TOMBSTONE_TTL = Duration.ofHours(1);
    public static final Duration MAX_TOMBSTONE_TTL = Duration.ofDays(9);

    /** The longest task TTL in a location with a customer-managed encryption key (recorded). */
    public static final Duration MAX_ENCRYPTED_TASK_TTL = Duration.ofDays(60);

    // Tasks. Recorded unless stated otherwise.

    public static final int MAX_TASK_ID_LENGTH = 500;

    /** The service generates ids of up to 20 digits. */
    public static final int GENERATED_ID_DIGITS = 20;

    /**
     * The largest encoded task in v2 and v2beta3, in bytes, without {@code view}. The service counts that field of 2
     * bytes, and allows 1 MiB − 5.
     */
    public static final int MAX_TASK_BYTES = (1 << 20) - 7;

    /** The largest encoded App Engine task in v2beta2, in bytes (documented: 100 KB). */
    public static final int MAX_V2BETA2_APP_ENGINE_TASK_BYTES = 100 * 1024;

    /** The largest encoded pull task in v2beta2, in bytes (documented: 1 MB). */
    public static final int MAX_V2BETA2_PULL_TASK_BYTES = 1024 * 1024;

    /** The latest schedule time, from now. */
    public static final Duration MAX_SCHEDULE_AHEAD = Duration.ofDays(30);

    public static final Duration DEFAULT_HTTP_DEADLINE = Duration.ofMinutes(10);
    public static final Duration MIN_DEADLINE = Duration.ofSeconds(15);
    public static final Duration MAX_HTTP_DEADLINE = Duration.ofMinutes(30);
    public static final Duration MAX_APP_ENGINE_DEADLINE = Duration.ofHours(24).plusSeconds(15);

    /** The longest header of a task, name and value together, in bytes. Longer headers are dropped. */
    public static final int MAX_HEADER_BYTES = 8188;

    /** The longest URL after percent-encoding, in characters (documented). */
    public static final int MAX_URL_LENGTH = 2083;

    /** All headers, or all header overrides, must be smaller than this, in bytes (documented: 80 KB). */
    public static final int MAX_HEADERS_BYTES = 80 * 1024;

    /** The longest tag, in code points (documented: less than 500). */
    public static final int MAX_TAG_LENGTH = 499;

    // IAM policies of queues. Documented in the comments of google.iam.v1.Policy unless stated otherwise.

    /** The most members of all bindings together; a member of two roles counts twice. */
    public static final int MAX_POLICY_MEMBERS = 1500;

    /** The most members that are groups. */
    public static final int MAX_POLICY_GROUPS = 250;

    /**
     * The largest policy in bytes (documented in {@code SetIamPolicyRequest}: a few 10s of KB; the number is inferred).
     */
    public static final int MAX_POLICY_BYTES = 64 * 1024;

    // Batches. Recorded unless stated otherwise.

    public static final int MAX_CREATED_IN_A_BATCH = 100;
    public static final int MAX_DELETED_IN_A_BATCH = 1000;

    /** The same as for task ids (inferred). */
    public static final int MAX_OPERATION_ID_LENGTH = 500;

    /**
     * A limit of the emulator: the approximate total size of the stored operations, most of which are copies of created
     * tasks. The oldest operations are deleted, and their ids are available again.
     */
    public static final long MAX_OPERATIONS_BYTES = 32L << 20;

    // Leases. Documented.

    public static final int MAX_LEASED_TASKS = 1000;
    public static final long MAX_LEASE_RESPONSE_BYTES = 32L << 20;
    public static final Duration MAX_LEASE = Duration.ofDays(7);

    // Lists. Documented unless stated otherwise.

    public static final int MAX_QUEUES_PER_PAGE = 9800;
    public static final int MAX_TASKS_PER_PAGE = 1000;

    /** The same as for lease responses (inferred), so that large tasks do not exceed the memory of a client. */
    public static final long MAX_LIST_RESPONSE_BYTES = 32L << 20;

    public static final Duration PAGE_TOKEN_LIFETIME = Duration.ofHours(2);

    /**
     * A limit of the emulator: how many generated ids of deleted tasks each queue remembers. Callers cannot choose such
     * an id again, so remembering it only affects the error message of GetTask.
     */
    public static final int REMEMBERED_GENERATED_IDS = 10_000;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a negative duration or rate
     */
    public Limits {
        if (queueNameReuse.isNegative() || taskNameReuse.isNegative() || leaseCallsPerSecond < 0 || storedBytes < 0) {
            throw new IllegalArgumentException("limits must not be negative: use 0 to disable a limit");
        }
    }

    /** Returns the same limits with another {@link #queueNameReuse}. */
    public Limits withQueueNameReuse(Duration reuse) {
        return new Limits(
                reuse,
                taskNameReuse,
                leaseCallsPerSecond,
                hardResetOnPurge,
                autoCreateQueues,
                strict,
                anyOAuthHost,
                storedBytes);
    }

    /** Returns the same limits with another {@link #taskNameReuse}. */
    public Limits withTaskNameReuse(Duration reuse) {
        return new Limits(
                queueNameReuse,
                reuse,
                leaseCallsPerSecond,
                hardResetOnPurge,
                autoCreateQueues,
                strict,
                anyOAuthHost,
                storedBytes);
    }

    /** Returns the same limits with another {@link #leaseCallsPerSecond}. */
    public Limits withLeaseCallsPerSecond(int calls) {
        return new Limits(
                queueNameReuse,
                taskNameReuse,
                calls,
                hardResetOnPurge,
                autoCreateQueues,
                strict,
                anyOAuthHost,
                storedBytes);
    }

    /** Returns the same limits with another {@link #hardResetOnPurge}. */
    public Limits withHardResetOnPurge(boolean hard) {
        return new Limits(
                queueNameReuse,
                taskNameReuse,
                leaseCallsPerSecond,
                hard,
                autoCreateQueues,
                strict,
                anyOAuthHost,
                storedBytes);
    }

    /** Returns the same limits with another {@link #autoCreateQueues}. */
    public Limits withAutoCreateQueues(boolean create) {
        return new Limits(
                queueNameReuse,
                taskNameReuse,
                leaseCallsPerSecond,
                hardResetOnPurge,
                create,
                strict,
                anyOAuthHost,
                storedBytes);
    }

    /** Returns the same limits with another {@link #strict}. */
    public Limits withStrict(boolean newStrict) {
        return new Limits(
                queueNameReuse,
                taskNameReuse,
                leaseCallsPerSecond,
                hardResetOnPurge,
                autoCreateQueues,
                newStrict,
                anyOAuthHost,
                storedBytes);
    }

    /** Returns the same limits with another {@link #anyOAuthHost}. */
    public Limits withAnyOAuthHost(boolean any) {
        return new Limits(
                queueNameReuse,
                taskNameReuse,
                leaseCallsPerSecond,
                hardResetOnPurge,
                autoCreateQueues,
                strict,
                any,
                storedBytes);
    }

    /** Returns the same limits with another {@link #storedBytes}. */
    public Limits withStoredBytes(long most) {
        return new Limits(
                queueNameReuse,
                taskNameReuse,
                leaseCallsPerSecond,
                hardResetOnPurge,
                autoCreateQueues,
                strict,
                anyOAuthHost,
                most);
    }
}
