package io.github.cloudtasks.server.metrics;

import java.util.List;

/** The metrics of the emulator, without those of the JVM. The table in docs/metrics.md is generated from them. */
enum Metric {
    INFO(Type.INFO, "emulator", "The version of the emulator. The value is always 1.", "version"),
    QUEUES(Type.GAUGE, "queues", "The number of queues."),
    STORED_BYTES(
            Type.GAUGE,
            "stored_bytes",
            "The estimated memory of queues, tasks, blocked names and snapshots, which may be limited."),
    TASKS(Type.GAUGE, "tasks", "The number of tasks in a queue, including those in flight and those leased.", "queue"),
    TASKS_LEASED(Type.GAUGE, "tasks_leased", "The number of leased tasks, at most 100,000 a queue.", "queue"),
    ATTEMPTS_IN_FLIGHT(Type.GAUGE, "attempts_in_flight", "The number of attempts that wait for a response.", "queue"),
    OLDEST_TASK_LATENESS(
            Type.GAUGE,
            "oldest_task_lateness_seconds",
            "The time since the earliest schedule time in a queue; 0 while no task is due.",
            "queue"),
    QUEUE_RUNNING(Type.GAUGE, "queue_running", "1 if the queue is running, 0 if it is paused or disabled.", "queue"),
    TASKS_CREATED(Type.COUNTER, "tasks_created", "The number of tasks that callers have created.", "queue"),
    TASKS_FINISHED(
            Type.COUNTER,
            "tasks_finished",
            "The number of tasks that have left a queue. The reasons are those of the page.",
            "queue",
            "reason"),
    ATTEMPTS(Type.COUNTER, "attempts", "The number of attempts that have ended.", "queue", "outcome", "status_class"),
    LEASE_CHANGES(
            Type.COUNTER, "lease_changes", "The number of leases taken, renewed and cancelled.", "queue", "action"),
    ATTEMPT_DURATION(
            Type.HISTOGRAM,
            "attempt_duration_seconds",
            "The time from the start of an attempt to its end, on the emulator's clock.",
            "queue"),
    ATTEMPT_LATENESS(
            Type.HISTOGRAM,
            "attempt_lateness_seconds",
            "The time from the schedule time of a task to the start of its attempt; 0 for RunTask before it.",
            "queue"),
    FAULTS_INJECTED(Type.COUNTER, "faults_injected", "The number of faults that were caused on purpose.", "kind"),
    API_CALLS(
            Type.COUNTER,
            "api_calls",
            "The number of answered calls of the API.",
            "version",
            "method",
            "transport",
            "code");

    /** The types of the Prometheus data model. */
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        INFO
    }

    private static final String PREFIX = "cloudtasks_";

    private final Type type;
    private final String suffix;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> labels;

    Metric(Type type, String suffix, String help, String... labels) {
        this.type = type;
        this.suffix = suffix;
        this.help = help;
        this.labels = List.of(labels);
    }

    Type type() {
        return type;
    }

    /** Returns the name without the suffix that belongs to the type. */
    String baseName() {
        return PREFIX + suffix;
    }

    /** Returns the name of the time series; those of a histogram have further suffixes. */
    String seriesName() {
        return switch (type) {
            case COUNTER -> baseName() + "_total";
            case INFO -> baseName() + "_info";
            case GAUGE, HISTOGRAM -> baseName();
        };
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }
}
