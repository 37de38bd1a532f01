package io.github.cloudtasks.engine.spec;

/**
 * The IAM permissions of Cloud Tasks, which error messages and TestIamPermissions use (documented unless stated
 * otherwise).
 */
public enum Permission {
    QUEUES_CREATE("queues.create", false),
    QUEUES_DELETE("queues.delete", true),
    QUEUES_GET("queues.get", true),
    QUEUES_GET_IAM_POLICY("queues.getIamPolicy", true),
    QUEUES_LIST("queues.list", false),
    QUEUES_PAUSE("queues.pause", true),
    QUEUES_PURGE("queues.purge", true),
    QUEUES_RESUME("queues.resume", true),
    QUEUES_SET_IAM_POLICY("queues.setIamPolicy", true),
    QUEUES_UPDATE("queues.update", true),
    TASKS_CREATE("tasks.create", true),
    TASKS_DELETE("tasks.delete", true),
    TASKS_FULL_VIEW("tasks.fullView", true),
    TASKS_GET("tasks.get", true),
    TASKS_LIST("tasks.list", true),
    TASKS_RUN("tasks.run", true),
    /** The names of this and the three other lease permissions are inferred from those of the methods. */
    TASKS_LEASE("tasks.lease", true),
    TASKS_ACKNOWLEDGE("tasks.acknowledge", true),
    TASKS_RENEW_LEASE("tasks.renewLease", true),
    TASKS_CANCEL_LEASE("tasks.cancelLease", true),
    OPERATIONS_GET("operations.get", false),
    LOCATIONS_GET("locations.get", false),
    LOCATIONS_LIST("locations.list", false);

    private final String permission;
    private final boolean ofQueues;

    Permission(String name, boolean ofQueues) {
        this.permission = "cloudtasks." + name;
        this.ofQueues = ofQueues;
    }

    /** Returns whether TestIamPermissions accepts a permission for queues. */
    public static boolean appliesToQueues(String permission) {
        for (Permission known : values()) {
            if (known.permission.equals(permission)) {
                return known.ofQueues;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return permission;
    }
}
