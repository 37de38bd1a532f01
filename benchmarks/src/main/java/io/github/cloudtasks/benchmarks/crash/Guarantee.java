package io.github.cloudtasks.benchmarks.crash;

/** The guarantees of a data directory that are checked. */
enum Guarantee {
    CALLS_SUCCEED("calls are answered as expected while the emulator runs"),
    TASKS_KEPT("a created task is kept until it is delivered or removed"),
    REMOVED_TASKS_GONE("a removed task does not come back"),
    NAMES_BLOCKED("the name of a removed task stays blocked"),
    SCHEDULES_KEPT("schedule times and numbers of attempts are kept"),
    LEASES_HELD("a lease is held until its schedule time"),
    QUEUES_KEPT("queues have the settings, state and policy of the last answered change"),
    OPERATIONS_KEPT("operations are kept"),
    ENDS_KEPT("a removed task is shown with the reason of its end"),
    DELIVERED("every push task is delivered at least once"),
    NOT_REDELIVERED("a task is not delivered after its removal or success was stored"),
    ATTEMPTS_COUNTED("the retry count of a task grows with each attempt"),
    DRAINED("at the end, every pull task is leased and acknowledged, and no task is left"),
    SNAPSHOTS_KEPT("a saved snapshot is kept, and is restored to its content"),
    DELETED_SNAPSHOTS_GONE("a deleted snapshot does not come back, and leaves no file"),
    RESTORES_WHOLE("a restore or reset replaces everything or nothing, and later changes are kept");

    private final String sentence;

    Guarantee(String sentence) {
        this.sentence = sentence;
    }

    /** Returns the guarantee as a sentence. */
    String sentence() {
        return sentence;
    }
}
