package io.github.cloudtasks.model;

/**
 * A setting of the emulator without which a request would not be rejected. The messages of such errors are those of the
 * service. So the log names the flag, and not the response.
 */
public enum Relaxation {
    QUEUE_NAME_REUSE("--queue-name-reuse", "sets how long the name of a deleted queue is blocked; 0 does not block it"),
    TASK_NAME_REUSE(
            "--task-name-reuse",
            "sets how long the name of a finished or deleted task is blocked; 0 does not block it. It has no effect on"
                    + " queues with a tombstone TTL of their own"),
    LEASE_CALLS_PER_SECOND(
            "--lease-calls-per-second", "sets how many LeaseTasks calls a queue accepts per second; 0 means no limit"),
    AUTO_CREATE_QUEUES(
            "--auto-create-queues", "accepts it: a missing queue counts as empty, and is created when a call uses it"),
    ANY_OAUTH_HOST("--allow-any-oauth-host", "sends OAuth tokens to any host"),
    STRICT("--strict", "enforces this restriction; without it, the request is accepted");

    private final String flag;
    private final String effect;

    Relaxation(String flag, String effect) {
        this.flag = flag;
        this.effect = effect;
    }

    /** Returns the flag of the command line, with its hyphens. */
    public String flag() {
        return flag;
    }

    /** Returns the effect of the flag: a sentence without its subject, which is the flag, and without a full stop. */
    public String effect() {
        return effect;
    }
}
