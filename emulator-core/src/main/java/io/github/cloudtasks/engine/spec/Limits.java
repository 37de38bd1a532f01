package io.github.cloudtasks.engine.spec;

import java.time.Duration;

/**
 * The numbers and other bounds of the service. A user can move those of the record; the constants are the service's
 * own.
 *
 * @param queueNameReuse how long a deleted queue's name is blocked; zero: not at all (documented: 7 days)
 * @param taskNameReuse how long a finished or deleted task's name is blocked where its queue does not say; zero: not at
 *     all (documented: 1 hour, the default of {@code tombstone_ttl})
 * @param leaseCallsPerSecond how often LeaseTasks may be called per queue; 0: as often as one likes (documented: 10)
 * @param hardResetOnPurge whether a purge also forgets names (unlike the service, for users of other emulators)
 * @param autoCreateQueues whether a call that works with a queue makes it where it is missing (unlike the service)
 * @param strict whether what hinders local work is refused as the service refuses it: tokens for {@code http://}
 *     targets, accounts that cannot be service accounts, and locations that the service is not in
 * @param anyOAuthHost whether OAuth tokens may go to any host; else only to those of Google APIs (recorded)
 */
public record Limits(
        Duration queueNameReuse,
        Duration taskNameReuse,
        int leaseCallsPerSecond,
        boolean hardResetOnPurge,
        boolean autoCreateQueues,
        boolean strict,
        boolean anyOAuthHost) {

    /** As the service has them, but for what {@link #strict} is about. */
    public static final Limits DEFAULTS =
            new Limits(Duration.ofDays(7), Duration.ofHours(1), 10, false, false, false, false);

    /** Queues and dispatch. Recorded, but for what says otherwise. */
    public static final double MAX_DISPATCHES_PER_SECOND = 500;

    public static final int MAX_CONCURRENT_DISPATCHES = 5000;
    public static final int DEFAULT_CONCURRENT_DISPATCHES = 1000;
    /** Documented. */
    public static final int MAX_BURST_SIZE = 500;

    public static final int SMALLEST_DERIVED_BURST = 10;
    public static final int DEFAULT_MAX_ATTEMPTS = 100;
    public static final Duration DEFAULT_MIN_BACKOFF = Duration.ofMillis(100);
    public static final Duration DEFAULT_MAX_BACKOFF = Duration.ofHours(1);
    public static final int DEFAULT_MAX_DOUBLINGS = 16;
    public static final int MAX_QUEUE_ID_LENGTH = 100;

    /** Lifetimes of tasks and of their names; documented. */
    public static final Duration DEFAULT_TASK_TTL = Duration.ofDays(31);

    public static final Duration MIN_TASK_TTL = Duration.ofDays(10);
    public static final Duration MAX_TASK_TTL = Duration.ofDays(3650);
    public static final Duration MIN_TOMBSTONE_TTL = Duration.ofHours(1);
    public static final Duration MAX_TOMBSTONE_TTL = Duration.ofDays(9);

    /** Recorded: with longer-lived tasks there is no customer-managed key. */
    public static final Duration MAX_ENCRYPTED_TASK_TTL = Duration.ofDays(60);

    /** Tasks. Recorded, but for what says otherwise. */
    public static final int MAX_TASK_ID_LENGTH = 500;

    public static final int MAX_TASK_BYTES = (1 << 20) - 5;
    public static final Duration MAX_SCHEDULE_AHEAD = Duration.ofDays(30);
    public static final Duration DEFAULT_HTTP_DEADLINE = Duration.ofMinutes(10);
    public static final Duration MIN_DEADLINE = Duration.ofSeconds(15);
    public static final Duration MAX_HTTP_DEADLINE = Duration.ofMinutes(30);
    public static final Duration MAX_APP_ENGINE_DEADLINE = Duration.ofHours(24).plusSeconds(15);
    public static final int MAX_HEADER_BYTES = 8188;
    /** Documented. */
    public static final int MAX_URL_LENGTH = 2083;
    /** Documented: headers, and header overrides, must be less than 80 KB. */
    public static final int MAX_HEADERS_BYTES = 80 * 1024;
    /** Documented: a tag must be less than 500 characters. */
    public static final int MAX_TAG_LENGTH = 499;

    /** Batches. Recorded. */
    public static final int MAX_CREATED_IN_A_BATCH = 100;

    public static final int MAX_DELETED_IN_A_BATCH = 1000;
    /** Ours: as long as a task's id may be. */
    public static final int MAX_OPERATION_ID_LENGTH = 500;

    /**
     * Ours: how much of what operations have to tell is remembered, tasks as they were created above all. Older
     * operations are forgotten, and their ids are free again.
     */
    public static final long MAX_OPERATIONS_BYTES = 32L << 20;

    /** Leases; documented. */
    public static final int MAX_LEASED_TASKS = 1000;

    public static final long MAX_LEASE_RESPONSE_BYTES = 32L << 20;
    public static final Duration MAX_LEASE = Duration.ofDays(7);

    /** Lists; documented. */
    public static final int MAX_QUEUES_PER_PAGE = 9800;

    public static final int MAX_TASKS_PER_PAGE = 1000;
    /** Inferred from the same limit of lease responses: a page ends early rather than outgrow every client's memory. */
    public static final long MAX_LIST_RESPONSE_BYTES = 32L << 20;

    public static final Duration PAGE_TOKEN_LIFETIME = Duration.ofHours(2);

    /**
     * Ours: of tasks with generated ids only so many are remembered per queue once they are gone. Nobody can ask for
     * such a name again; remembering serves the wording of GetTask's answer, and must not fill the memory.
     */
    public static final int REMEMBERED_GENERATED_IDS = 10_000;

    public Limits {
        if (queueNameReuse.isNegative() || taskNameReuse.isNegative() || leaseCallsPerSecond < 0) {
            throw new IllegalArgumentException("limits cannot be negative");
        }
    }

    public Limits withQueueNameReuse(Duration reuse) {
        return new Limits(
                reuse, taskNameReuse, leaseCallsPerSecond, hardResetOnPurge, autoCreateQueues, strict, anyOAuthHost);
    }

    public Limits withTaskNameReuse(Duration reuse) {
        return new Limits(
                queueNameReuse, reuse, leaseCallsPerSecond, hardResetOnPurge, autoCreateQueues, strict, anyOAuthHost);
    }

    public Limits withLeaseCallsPerSecond(int calls) {
        return new Limits(
                queueNameReuse, taskNameReuse, calls, hardResetOnPurge, autoCreateQueues, strict, anyOAuthHost);
    }

    public Limits withHardResetOnPurge(boolean hard) {
        return new Limits(
                queueNameReuse, taskNameReuse, leaseCallsPerSecond, hard, autoCreateQueues, strict, anyOAuthHost);
    }

    public Limits withAutoCreateQueues(boolean create) {
        return new Limits(
                queueNameReuse, taskNameReuse, leaseCallsPerSecond, hardResetOnPurge, create, strict, anyOAuthHost);
    }

    public Limits withStrict(boolean newStrict) {
        return new Limits(
                queueNameReuse,
                taskNameReuse,
                leaseCallsPerSecond,
                hardResetOnPurge,
                autoCreateQueues,
                newStrict,
                anyOAuthHost);
    }

    public Limits withAnyOAuthHost(boolean any) {
        return new Limits(
                queueNameReuse, taskNameReuse, leaseCallsPerSecond, hardResetOnPurge, autoCreateQueues, strict, any);
    }
}
